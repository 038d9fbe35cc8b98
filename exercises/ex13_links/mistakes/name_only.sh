# os7 is linked without an alias.
# breaks: os7-resolves-apache, from-docker (blocked)
# needs: docker
docker run -d --name web3 httpd:latest
docker run -itd --name os6 --link web3 centos:latest
docker run -itd --name os7 --link web3 centos:latest
