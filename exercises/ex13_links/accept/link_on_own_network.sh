# A network of one's own, and a link for the alias there; web3 is connected to the default network as well.
# needs: docker
docker network create shop
docker run -d --name web3 --network shop httpd:latest
docker network connect bridge web3
docker run -itd --name os6 --network shop centos:latest
docker run -itd --name os7 --network shop --link web3:apache centos:latest
