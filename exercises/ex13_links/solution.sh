# A network of one's own comes first; it works with every Docker.
docker network create shop
docker run -d --name web3 --network shop --network-alias apache httpd:latest
docker run -itd --name os6 --network shop centos:latest
docker run -itd --name os7 --network shop centos:latest
docker exec os6 curl web3
docker exec os7 curl apache
