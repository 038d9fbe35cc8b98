# Committed from a container of another distribution.
# breaks: grown-from-centos
docker create --name tree centos:latest
docker export tree | docker import -c 'ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin' - rocky:latest
docker run -itd --name base rocky:latest bash
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker commit -c 'CMD ["httpd", "-D", "FOREGROUND"]' base centos-web:v4
docker run -d --name web centos-web:v4
