# A volume named bm1 instead of the directory.
# breaks: bind-mounted, file-visible (blocked), shared-live (blocked)
mkdir ~/bm1
touch ~/bm1/filea.txt
docker run -itd --name os3 -v bm1:/tmp/mount centos:latest
