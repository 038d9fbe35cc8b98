# The image has another tag.
# breaks: image-exists, grown-from-centos (blocked), committed (blocked), command-set (blocked), container-running (blocked), page-served (blocked)
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker commit -c 'CMD ["httpd", "-D", "FOREGROUND"]' base centos-web
docker run -d --name web centos-web
