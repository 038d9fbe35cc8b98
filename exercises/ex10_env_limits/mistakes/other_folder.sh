# The files are in another folder.
# breaks: stats-saved, top-saved
docker run -itd --name os4 -e LAB=docker --cpus 0.5 centos:latest
mkdir work
docker stats --no-stream os4 > work/stats.txt
docker top os4 > work/top.txt
