# web3 was removed and made again after the links were made, so these lead nowhere.
# breaks: os6-resolves-web3, os7-resolves-apache, os6-fetches-page (blocked), from-docker (blocked)
# needs: docker
docker run -d --name web3 httpd:latest
docker run -itd --name os6 --link web3 centos:latest
docker run -itd --name os7 --link web3:apache centos:latest
docker rm -f web3
docker run -d --name other httpd:latest
docker run -d --name web3 httpd:latest
