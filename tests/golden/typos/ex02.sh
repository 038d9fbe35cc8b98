# The archive's name begins with a capital letter.
docker save -o Img.tar centos:latest httpd:latest
docker rmi centos:latest httpd:latest
docker load -i Img.tar
