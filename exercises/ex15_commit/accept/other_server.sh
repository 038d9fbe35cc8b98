# A server of another name, started by a script.
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker exec base mkdir -p /srv/www /usr/local/bin
docker exec base sh -c 'echo "<h1>Welcome</h1>" > /srv/www/index.html'
docker exec base sh -c 'printf "#!/bin/sh\nexec busybox httpd -f -p 80 -h /srv/www\n" > /usr/local/bin/serve; chmod +x /usr/local/bin/serve'
docker commit -c 'CMD ["serve"]' base centos-web:v4
docker run -d --name web centos-web:v4
