# The container was created, started and restarted; its network is named by id.
id=$(docker network create --subnet 192.168.100.0/24 --gateway 192.168.100.254 net1)
docker create -it --name os5 --network "$id" centos:latest
docker start os5
docker restart -t 0 os5
