# The command is in its shell form, and the committed container is gone.
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker commit -c 'CMD exec httpd -D FOREGROUND' base docker.io/library/centos-web:v4
docker rm -f base
docker run -itd --name web4 centos-web:v4
