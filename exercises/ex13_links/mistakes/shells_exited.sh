# os6 and os7 were started without -i and -t, so their shells ended.
# breaks: os6-running, os7-running, os6-resolves-web3 (blocked), os7-resolves-apache (blocked), os6-fetches-page (blocked), from-docker (blocked)
docker network create shop
docker run -d --name web3 --network shop --network-alias apache httpd:latest
docker run -d --name os6 --network shop centos:latest
docker run -d --name os7 --network shop centos:latest
