# There is no os4.
# breaks: os4-running, environment-set (blocked), cpu-limited (blocked), stats-saved (blocked), top-saved (blocked)
docker run -itd --name os5 -e LAB=docker --cpus 0.5 centos:latest
docker stats --no-stream os5 > ~/stats.txt
docker top os5 > ~/top.txt
