# A share of the processor does not limit it.
# breaks: cpu-limited
docker run -itd --name os4 -e LAB=docker --cpu-shares 512 centos:latest
docker stats --no-stream os4 > ~/stats.txt
docker top os4 > ~/top.txt
