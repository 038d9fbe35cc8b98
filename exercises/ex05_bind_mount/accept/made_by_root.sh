# Everything is done with sudo, so the directory belongs to root.
sudo mkdir /home/student/bm1
sudo touch /home/student/bm1/filea.txt
sudo docker run -itd --name os3 -v /home/student/bm1:/tmp/mount docker.io/library/centos:latest
