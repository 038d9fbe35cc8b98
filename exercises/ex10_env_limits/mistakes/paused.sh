# os4 was paused at the end.
# breaks: os4-running, stats-saved (blocked), top-saved (blocked)
docker run -itd --name os4 -e LAB=docker --cpus 0.5 centos:latest
docker stats --no-stream os4 > ~/stats.txt
docker top os4 > ~/top.txt
docker pause os4
