# The command of the image only keeps the container alive.
# breaks: command-set, page-served
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker commit -c 'CMD ["sleep", "1000000"]' base centos-web:v4
docker run -d --name web centos-web:v4
