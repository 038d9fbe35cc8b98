# Without a terminal, the shell exits at once, and the container with it.
# breaks: os5-running, os5-on-net1 (blocked), os5-routes-through-gateway (blocked)
docker network create --subnet 192.168.100.0/24 --gateway 192.168.100.254 net1
docker run -d --name os5 --network net1 centos:latest
