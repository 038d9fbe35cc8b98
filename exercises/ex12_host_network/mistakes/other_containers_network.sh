# web4 is on the network of another container, which publishes port 80.
# breaks: on-host-network, answer-is-web4 (blocked)
docker run -itd --name box -p 80:80 centos:latest
docker run -d --name web4 --network container:box httpd:latest
