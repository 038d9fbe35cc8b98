# The server was installed by the command of docker run, which docker history shows like a step of a Dockerfile.
docker run --name base centos:latest /bin/sh -c 'yum install -y httpd && echo hello > /var/www/html/index.html'
docker commit -c 'CMD ["httpd", "-D", "FOREGROUND"]' base centos-web:v4
docker run -d centos-web:v4
