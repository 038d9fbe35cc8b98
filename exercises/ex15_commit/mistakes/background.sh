# The server goes to the background, so the container ends.
# breaks: command-set, container-running, page-served (blocked)
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker commit -c 'CMD ["httpd"]' base centos-web:v4
docker run -d --name web centos-web:v4
