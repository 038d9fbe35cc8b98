# More images in the archive, full names, redirection instead of options, forced removal.
cd ~
docker tag centos:latest mine:v1
docker save docker.io/library/httpd docker.io/library/centos mine:v1 > img.tar
docker image rm -f mine:v1 centos httpd
docker image load < img.tar
