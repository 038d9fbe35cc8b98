# The alias belongs to another container.
# breaks: os7-resolves-apache, from-docker (blocked)
docker network create shop
docker run -d --name web3 --network shop httpd:latest
docker run -d --name web9 --network shop --network-alias apache httpd:latest
docker run -itd --name os6 --network shop centos:latest
docker run -itd --name os7 --network shop centos:latest
