# The container is bound to one core.
# breaks: cpu-limited
docker run -itd --name os4 -e LAB=docker --cpuset-cpus 0 centos:latest
docker stats --no-stream os4 > ~/stats.txt
docker top os4 > ~/top.txt
