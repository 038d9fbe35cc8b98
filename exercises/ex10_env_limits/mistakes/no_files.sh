# Nothing was saved.
# breaks: stats-saved, top-saved
docker run -itd --name os4 -e LAB=docker --cpus 0.5 centos:latest
