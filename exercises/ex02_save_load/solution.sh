cd ~
docker save -o img.tar centos:latest httpd:latest
tar tf img.tar
docker rmi centos:latest httpd:latest
docker images
docker load -i img.tar
docker images
