# The directory was deleted and created again after the container had started.
# breaks: file-visible, shared-live
mkdir ~/bm1
touch ~/bm1/filea.txt
docker run -itd --name os3 -v ~/bm1:/tmp/mount centos:latest
rm -r ~/bm1
mkdir ~/bm1
touch ~/bm1/filea.txt
