# The server has nothing to show: it answers every request with an error.
# breaks: page-served
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker commit -c 'CMD ["httpd", "-D", "FOREGROUND"]' base centos-web:v4
docker run -d --name web centos-web:v4
