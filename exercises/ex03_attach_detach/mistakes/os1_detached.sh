# os1 was started with -itd.
# breaks: os1-attached
docker run -itd --name os1 centos:latest
docker run -d --name web1 httpd:latest
