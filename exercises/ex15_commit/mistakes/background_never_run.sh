# The command goes to the background, and no container of the image was run.
# breaks: command-set, container-running, page-served (blocked)
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker commit -c 'CMD httpd -k start' base centos-web:v4
