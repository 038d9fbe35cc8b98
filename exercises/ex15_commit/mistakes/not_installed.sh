# The command of the image names a server that is not installed.
# breaks: command-set, container-running, page-served (blocked)
# needs: docker
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker commit -c 'CMD ["nginx", "-g", "daemon off;"]' base centos-web:v4
docker run -d --name web centos-web:v4
