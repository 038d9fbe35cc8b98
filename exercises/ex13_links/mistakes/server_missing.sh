# There is no web3.
# breaks: web3-running, os6-resolves-web3 (blocked), os7-resolves-apache (blocked), os6-fetches-page (blocked), from-docker (blocked)
# needs: docker
docker run -d --name web httpd:latest
docker run -itd --name os6 --link web centos:latest
docker run -itd --name os7 --link web:apache centos:latest
