# Neither a subnet nor a gateway was set.
# breaks: net1-subnet, net1-gateway
docker network create net1
docker run -itd --name os5 --network net1 centos:latest
