# The tables are docker ps and the host's own ps.
# breaks: stats-saved, top-saved
docker run -itd --name os4 -e LAB=docker --cpus 0.5 centos:latest
docker ps > ~/stats.txt
ps -ef > ~/top.txt
