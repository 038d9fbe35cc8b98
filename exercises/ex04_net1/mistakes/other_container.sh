# The container is called os1.
# breaks: os5-running, os5-on-net1 (blocked), os5-routes-through-gateway (blocked), os5-only-net1 (blocked)
docker network create --subnet 192.168.100.0/24 --gateway 192.168.100.254 net1
docker run -itd --name os1 --network net1 centos:latest
