# ~/bm1 is a file, and that file is mounted.
# breaks: host-directory, host-file, file-visible, shared-live
touch ~/bm1
docker run -itd --name os3 -v ~/bm1:/tmp/mount centos:latest
