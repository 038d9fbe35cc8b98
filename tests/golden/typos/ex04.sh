# The network's name has a hyphen.
docker network create --subnet 192.168.100.0/24 --gateway 192.168.100.254 net-1
docker run -itd --name os5 --network net-1 centos:latest
