# The images were kept at first, then removed with everything else and loaded again; saved once more at the end.
cd ~
docker save -o img.tar centos:latest httpd:latest
docker load -i img.tar
docker image prune -af
docker load -i img.tar
docker save -o img.tar centos:latest httpd:latest
