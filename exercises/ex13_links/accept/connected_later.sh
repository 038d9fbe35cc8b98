# The containers joined the network later, web3 with an alias.
docker run -d --name web3 httpd
docker run -itd --name os6 centos
docker run -itd --name os7 centos
docker network create shop
docker network connect --alias apache --alias www shop web3
docker network connect shop os6
docker network connect shop os7
