# All are on the default network, without links.
# breaks: os6-resolves-web3, os7-resolves-apache, os6-fetches-page (blocked), from-docker (blocked)
docker run -d --name web3 httpd:latest
docker run -itd --name os6 centos:latest
docker run -itd --name os7 centos:latest
