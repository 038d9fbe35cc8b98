# os4 sees the processes of the host.
docker run -itd --name os4 --pid host -e LAB=docker --cpus .5 centos:latest
docker stats --no-stream --format '{{json .}}' os4 > ~/stats.txt
docker top os4 > ~/top.txt
