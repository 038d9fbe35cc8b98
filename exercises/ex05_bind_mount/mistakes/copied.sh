# The file is copied into the container; nothing is mounted.
# breaks: bind-mounted, file-visible (blocked), shared-live (blocked)
mkdir ~/bm1
touch ~/bm1/filea.txt
docker run -itd --name os3 centos:latest
docker cp ~/bm1 os3:/tmp/mount
