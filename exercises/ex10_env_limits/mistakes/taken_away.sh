# The variable was given, but the first program was started without it.
# breaks: environment-set
docker run -itd --name os4 -e LAB=docker --cpus 0.5 centos:latest env -u LAB bash
docker stats --no-stream os4 > ~/stats.txt
docker top os4 > ~/top.txt
