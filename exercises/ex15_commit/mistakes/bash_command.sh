# The container was run with bash, and the image has that command; the server was started by hand in the new container.
# breaks: command-set
docker run -itd --name base centos:latest bash
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker commit base centos-web:v4
docker run -itd --name web centos-web:v4
docker exec web httpd
