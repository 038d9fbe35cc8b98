# An IPv6 subnet in addition to the required one.
docker network create --ipv6 --subnet fd00:100::/64 --subnet 192.168.100.0/24 --gateway 192.168.100.254 net1
docker run -itd --name os5 --network net1 centos:latest
