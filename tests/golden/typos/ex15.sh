# The image's name has an underscore.
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker commit -c 'CMD ["httpd", "-D", "FOREGROUND"]' base centos_web:v4
docker run -d --name web centos_web:v4
curl -s "http://$(docker inspect -f '{{.NetworkSettings.IPAddress}}' web)/"
