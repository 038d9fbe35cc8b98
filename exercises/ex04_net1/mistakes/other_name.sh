# The network is called net01.
# breaks: net1-exists, net1-subnet (blocked), net1-gateway (blocked), os5-on-net1 (blocked), os5-routes-through-gateway (blocked)
docker network create --subnet 192.168.100.0/24 --gateway 192.168.100.254 net01
docker run -itd --name os5 --network net01 centos:latest
