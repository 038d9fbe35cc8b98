# Inside os5, the default route was changed to another address.
# breaks: os5-routes-through-gateway
docker network create --subnet 192.168.100.0/24 --gateway 192.168.100.254 net1
docker run -itd --name os5 --network net1 --cap-add NET_ADMIN centos:latest
docker exec os5 sh -c 'busybox ip route del default; busybox ip route add default via 192.168.100.77'
