# The container's name is in capital letters.
mkdir ~/bm1
touch ~/bm1/filea.txt
docker run -itd --name OS3 -v ~/bm1:/tmp/mount centos:latest
