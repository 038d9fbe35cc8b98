# The mask is /16 instead of /24.
# breaks: net1-subnet
docker network create --subnet 192.168.0.0/16 --gateway 192.168.100.254 net1
docker run -itd --name os5 --network net1 centos:latest
