# Port 80 is published from a bridge network.
# breaks: on-host-network, answer-is-web4 (blocked)
docker run -d --name web4 -p 80:80 httpd:latest
