# web3 was stopped after the links were made.
# breaks: web3-running, os6-resolves-web3 (blocked), os7-resolves-apache (blocked), os6-fetches-page (blocked), from-docker (blocked)
# needs: docker
docker run -d --name web3 httpd:latest
docker run -itd --name os6 --link web3 centos:latest
docker run -itd --name os7 --link web3:apache centos:latest
docker stop -t 1 web3
