# Links on the default network, as in the course notes.
# needs: docker
docker run -d --name web3 httpd:latest
docker run -itd --name os6 --link web3 centos:latest
docker run -itd --name os7 --link web3:apache centos:latest
docker exec os6 curl web3
