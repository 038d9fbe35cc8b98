# No gateway was set; the engine chose 192.168.100.1.
# breaks: net1-gateway
docker network create --subnet 192.168.100.0/24 net1
docker run -itd --name os5 --network net1 centos:latest
