# The addresses were written into /etc/hosts.
# breaks: from-docker
docker run -d --name web3 httpd:latest
docker run -itd --name os6 centos:latest
docker run -itd --name os7 centos:latest
address=$(docker inspect -f '{{.NetworkSettings.IPAddress}}' web3)
docker exec os6 sh -c "echo $address web3 >> /etc/hosts"
docker exec os7 sh -c "echo $address apache >> /etc/hosts"
