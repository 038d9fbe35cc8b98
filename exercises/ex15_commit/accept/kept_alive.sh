# The server runs in the background, and the shell that started it waits.
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker commit -c 'CMD ["sh", "-c", "httpd; while :; do sleep 3600; done"]' base centos-web:v4
docker run -d --name web centos-web:v4
