# There is no web4.
# breaks: web4-running, on-host-network (blocked), host-answers (blocked), answer-is-web4 (blocked)
docker run -d --name web --network host httpd:latest
