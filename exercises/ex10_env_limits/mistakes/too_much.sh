# One CPU and a half instead of half a CPU.
# breaks: cpu-limited
docker run -itd --name os4 -e LAB=docker --cpus 1.5 centos:latest
docker stats --no-stream os4 > ~/stats.txt
docker top os4 > ~/top.txt
