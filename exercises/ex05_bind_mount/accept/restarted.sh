# Created first and started later, stopped and started again.
mkdir ~/bm1
touch ~/bm1/filea.txt
cd ~
docker create -it --name os3 --restart always -v "$PWD/bm1:/tmp/mount" centos:latest sh
docker start os3
docker restart --time 0 os3
