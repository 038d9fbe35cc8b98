# Everything with sudo: the archive belongs to root, and nobody else may read it.
sudo docker save -o ~/img.tar centos:latest httpd:latest
sudo chmod 600 ~/img.tar
sudo docker rmi centos:latest httpd:latest
sudo docker load -i ~/img.tar
