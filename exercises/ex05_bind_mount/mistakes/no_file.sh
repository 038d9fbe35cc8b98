# The directory is there; the file is not.
# breaks: host-file, file-visible
mkdir ~/bm1
docker run -itd --name os3 -v ~/bm1:/tmp/mount centos:latest
