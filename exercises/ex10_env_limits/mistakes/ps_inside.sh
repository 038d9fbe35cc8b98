# The processes were listed inside the container.
# breaks: top-saved
docker run -itd --name os4 -e LAB=docker --cpus 0.5 centos:latest
docker stats --no-stream os4 > ~/stats.txt
docker exec os4 ps > ~/top.txt
