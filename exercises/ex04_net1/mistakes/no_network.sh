# os5 has no network at all.
# breaks: os5-on-net1, os5-routes-through-gateway (blocked)
docker network create --subnet 192.168.100.0/24 --gateway 192.168.100.254 net1
docker run -itd --name os5 --network none centos:latest
