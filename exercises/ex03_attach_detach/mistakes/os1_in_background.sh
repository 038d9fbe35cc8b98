# os1 was started like a server.
# breaks: os1-interactive, os1-attached, os1-running
docker run -d --name os1 centos:latest
docker run -d --name web1 httpd:latest
