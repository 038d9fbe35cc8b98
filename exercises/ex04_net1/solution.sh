docker network create --subnet 192.168.100.0/24 --gateway 192.168.100.254 net1
docker run -itd --name os5 --network net1 centos:latest
