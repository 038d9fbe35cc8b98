# Mounted read-only.
# breaks: shared-live (partial)
mkdir ~/bm1
touch ~/bm1/filea.txt
docker run -itd --name os3 -v ~/bm1:/tmp/mount:ro centos:latest
