# os1 was created with a terminal, started, and never entered.
# breaks: os1-attached
docker create -it --name os1 centos:latest
docker start os1
docker run -d --name web1 httpd:latest
