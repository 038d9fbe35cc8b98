# net1 is a macvlan network, and os5 was never started on it.
# breaks: net1-exists, os5-running, os5-on-net1 (blocked), os5-routes-through-gateway (blocked)
parent=$(ip -o route show default | sed 's/.* dev \([^ ]*\).*/\1/')
docker network create -d macvlan -o parent="$parent" --subnet 192.168.100.0/24 --gateway 192.168.100.254 net1
docker create -it --name os5 --network net1 centos:latest
