# os5 started on the default bridge and was moved to net1.
docker network create --subnet 192.168.100.0/24 --gateway 192.168.100.254 net1
docker run -itd --name os5 centos:latest
docker network connect net1 os5
docker network disconnect bridge os5
