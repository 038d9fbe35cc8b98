# The Engine was restarted, so it has no record of the commit; centos:latest was removed.
# needs: docker
docker run --name base centos:latest /bin/sh -c 'yum install -y httpd && echo hello > /var/www/html/index.html'
docker commit -c 'CMD ["httpd", "-D", "FOREGROUND"]' base centos-web:v4
docker rm base
docker rmi -f httpd:latest centos:latest
docker run -d --restart always --name web centos-web:v4
sudo systemctl restart docker
for _ in $(seq 20); do docker exec web true && break; sleep 1; done
