# os5 runs on the default bridge: --network was forgotten.
# breaks: os5-on-net1, os5-routes-through-gateway (blocked), os5-only-net1
docker network create --subnet 192.168.100.0/24 --gateway 192.168.100.254 net1
docker run -itd --name os5 centos:latest
