# The alias is mistyped.
docker network create shop
docker run -d --name web3 --network shop --network-alias apahce httpd:latest
docker run -itd --name os6 --network shop centos:latest
docker run -itd --name os7 --network shop centos:latest
