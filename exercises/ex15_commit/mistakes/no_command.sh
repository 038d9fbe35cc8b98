# No command was set: a container of the image is a shell, which ends at once.
# breaks: command-set, container-running, page-served (blocked)
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker commit base centos-web:v4
docker run -d --name web centos-web:v4
