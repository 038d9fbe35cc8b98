# A fixed address and a range for the others.
docker network create --driver bridge --subnet 192.168.100.0/24 --ip-range 192.168.100.128/25 \
    --gateway 192.168.100.254 net1
docker run -itd --name os5 --network net1 --ip 192.168.100.5 centos:latest
