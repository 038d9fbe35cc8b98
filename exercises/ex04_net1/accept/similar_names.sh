# There are other networks and containers with similar names.
docker network create --subnet 192.168.10.0/24 net10
docker network create --driver bridge --subnet=192.168.100.0/24 --gateway=192.168.100.254 net1
docker network create my-net1
docker run -itd --name os50 --network net10 centos:latest
docker run -itd --name os5 --net net1 docker.io/library/centos sleep 1000000
docker network connect net10 os5
