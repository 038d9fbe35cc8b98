# os7 got the address with --add-host.
# breaks: from-docker
# needs: docker
docker run -d --name web3 httpd:latest
docker run -itd --name os6 --link web3 centos:latest
docker run -itd --name os7 --add-host "apache:$(docker inspect -f '{{.NetworkSettings.IPAddress}}' web3)" centos:latest
