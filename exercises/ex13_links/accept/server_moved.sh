# web3 got another address after the links were made; Docker keeps them up to date.
# needs: docker
docker run -d --name web3 httpd:latest
docker run -itd --name os6 --link web3 centos:latest
docker run -itd --name os7 --link web3:apache centos:latest
docker stop -t 1 web3
docker run -d --name other httpd:latest
docker start web3
