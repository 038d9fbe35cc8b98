# The files are empty.
# breaks: stats-saved, top-saved
docker run -itd --name os4 -e LAB=docker --cpus 0.5 centos:latest
touch ~/stats.txt ~/top.txt
