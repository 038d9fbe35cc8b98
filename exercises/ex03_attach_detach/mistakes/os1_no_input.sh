# os1 was started with -t but without -i.
# breaks: os1-interactive
timeout -s KILL 3 docker run -t --name os1 centos:latest
docker run -d --name web1 httpd:latest
