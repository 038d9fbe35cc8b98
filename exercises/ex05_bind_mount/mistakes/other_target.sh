# Mounted at /mnt instead of /tmp/mount.
# breaks: bind-mounted, file-visible (blocked), shared-live (blocked)
mkdir ~/bm1
touch ~/bm1/filea.txt
docker run -itd --name os3 -v ~/bm1:/mnt centos:latest
