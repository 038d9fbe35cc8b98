# Run with sudo from root's home: /root/bm1 is mounted.
# breaks: bind-mounted, file-visible (blocked), shared-live (blocked)
mkdir ~/bm1
touch ~/bm1/filea.txt
sudo sh -c 'cd; mkdir bm1; touch bm1/filea.txt; docker run -itd --name os3 -v ~/bm1:/tmp/mount centos:latest'
