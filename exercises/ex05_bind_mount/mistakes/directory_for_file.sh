# filea.txt is a directory.
# breaks: host-file
mkdir -p ~/bm1/filea.txt
docker run -itd --name os3 -v ~/bm1:/tmp/mount centos:latest
