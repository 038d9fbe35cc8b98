# The name of the base was given to a newer image afterwards.
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker commit -c 'CMD ["httpd", "-D", "FOREGROUND"]' base centos-web:v4
docker run -d --name web centos-web:v4
docker tag centos:latest centos:8
printf 'FROM centos:8\nRUN echo newer > /newer\n' | docker build -t centos:latest -
