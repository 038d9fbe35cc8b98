# The extension of a file is mistyped.
docker run -itd --name os4 -e LAB=docker --cpus 0.5 centos:latest
docker stats --no-stream os4 > ~/stats.text
docker top os4 > ~/top.txt
