# web4 was stopped.
# breaks: web4-running, on-host-network (blocked), host-answers (blocked), answer-is-web4 (blocked)
docker run -d --name web4 --network host httpd:latest
docker stop -t 1 web4
