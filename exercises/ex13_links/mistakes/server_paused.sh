# web3 is paused.
# breaks: web3-running, os6-resolves-web3 (blocked), os7-resolves-apache (blocked), os6-fetches-page (blocked), from-docker (blocked)
docker network create shop
docker run -d --name web3 --network shop --network-alias apache httpd:latest
docker run -itd --name os6 --network shop centos:latest
docker run -itd --name os7 --network shop centos:latest
docker pause web3
