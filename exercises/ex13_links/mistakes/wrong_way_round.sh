# The alias of the link is written first, so there was nothing to link to.
# breaks: os7-running, os7-resolves-apache (blocked), from-docker (blocked)
# needs: docker
docker run -d --name web3 httpd:latest
docker run -itd --name os6 --link web3 centos:latest
docker run -itd --name os7 --link apache:web3 centos:latest || true
