# os5 was connected to net1 later and stayed on the default bridge, where its default route goes.
# breaks: os5-routes-through-gateway, os5-only-net1
# needs: docker
docker network create --subnet 192.168.100.0/24 --gateway 192.168.100.254 net1
docker run -itd --name os5 centos:latest
docker network connect net1 os5
