# The archive is compressed with gzip.
docker save centos:latest httpd:latest | gzip > ~/img.tar
docker rmi centos:latest httpd:latest
docker load -i ~/img.tar
