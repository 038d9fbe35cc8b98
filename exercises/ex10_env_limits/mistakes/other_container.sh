# Both files are about another container.
# breaks: stats-saved, top-saved
docker run -itd --name os4 -e LAB=docker --cpus 0.5 centos:latest
docker run -itd --name os40 centos:latest
docker stats --no-stream os40 > ~/stats.txt
docker top os40 > ~/top.txt
