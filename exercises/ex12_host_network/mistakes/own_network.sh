# A network of the student's own that is named like the host's.
# breaks: on-host-network, answer-is-web4 (blocked)
docker network create host1
docker run -d --name web4 --network host1 -p 80:80 httpd:latest
