# Without a terminal, the shell exits at once, and the container with it.
# breaks: os3-running, file-visible (blocked), shared-live (blocked)
mkdir ~/bm1
touch ~/bm1/filea.txt
docker run -d --name os3 -v ~/bm1:/tmp/mount centos:latest
