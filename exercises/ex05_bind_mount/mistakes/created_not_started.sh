# The container was created but never started.
# breaks: os3-running, file-visible (blocked), shared-live (blocked)
mkdir ~/bm1
touch ~/bm1/filea.txt
docker create -it --name os3 -v ~/bm1:/tmp/mount centos:latest
