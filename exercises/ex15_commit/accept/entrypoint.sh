# ENTRYPOINT instead of CMD, --change, a message and an author; a container without a name.
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker stop -t 1 base
docker commit -a 'Student' -m 'with a web server' --change 'ENTRYPOINT ["httpd", "-DFOREGROUND"]' --change 'CMD []' --change 'EXPOSE 80' base centos-web:v4
docker run -d -p 8080:80 centos-web:v4
