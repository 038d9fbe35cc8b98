# The variable has another value.
# breaks: environment-set
docker run -itd --name os4 -e LAB=Docker --cpus 0.5 centos:latest
docker stats --no-stream os4 > ~/stats.txt
docker top os4 > ~/top.txt
