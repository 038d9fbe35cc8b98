# os1 was created with a terminal and started, but never attached to.
# breaks: os1-attached
docker create -it --name os1 centos:latest
docker start os1
docker run -d --name web1 httpd:latest
