# Committed twice, each time from a container of the image before; a later container was stopped.
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker commit base step1
docker run -itd --name second step1 bash
docker exec second sh -c 'echo more > /var/www/html/more.html'
docker commit -c 'CMD ["httpd", "-D", "FOREGROUND"]' second centos-web:v4
docker run -d --name web centos-web:v4
docker run -d --name stopped centos-web:v4
docker stop stopped
