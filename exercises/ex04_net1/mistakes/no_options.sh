# Neither subnet nor gateway were chosen.
# breaks: net1-subnet, net1-gateway
docker network create net1
docker run -itd --name os5 --network net1 centos:latest
