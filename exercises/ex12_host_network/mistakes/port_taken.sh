# Another container has port 80, so web4's server gave up.
# breaks: web4-running, on-host-network (blocked), host-answers (blocked), answer-is-web4 (blocked)
docker run -d --name first -p 80:80 httpd:latest
docker run -d --name web4 --network host httpd:latest
for _ in $(seq 50); do
    [ "$(docker inspect -f '{{.State.Running}}' web4)" = false ] && break
    sleep 0.1
done
