# web3 runs a shell instead of its server.
# breaks: os6-fetches-page
docker network create shop
docker run -itd --name web3 --network shop --network-alias apache httpd:latest bash
docker run -itd --name os6 --network shop centos:latest
docker run -itd --name os7 --network shop centos:latest
