# docker export and docker import: one layer is all that is left.
# breaks: grown-from-centos, committed
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker export base | docker import -c 'CMD ["httpd", "-D", "FOREGROUND"]' -c 'ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin' - centos-web:v4
docker run -d --name web centos-web:v4
