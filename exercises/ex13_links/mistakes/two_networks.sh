# os7 is on another network than web3.
# breaks: os7-resolves-apache, from-docker (blocked)
docker network create shop
docker network create other
docker run -d --name web3 --network shop --network-alias apache httpd:latest
docker run -itd --name os6 --network shop centos:latest
docker run -itd --name os7 --network other centos:latest
