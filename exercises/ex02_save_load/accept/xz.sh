# The archive is compressed with xz.
docker save centos:latest httpd:latest | xz > ~/img.tar
docker rmi centos:latest httpd:latest
docker load -i ~/img.tar
