# The command of the image is the one that installed the server.
# breaks: command-set, container-running, page-served (blocked)
docker run --name base centos:latest yum install -y httpd
docker commit base centos-web:v4
docker run -d --name web centos-web:v4
