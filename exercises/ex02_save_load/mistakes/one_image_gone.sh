# Both images were removed, but only one of them had been saved.
# breaks: archive-holds-images (partial), images-present (partial)
docker save -o ~/img.tar centos:latest
docker rmi centos:latest httpd:latest
docker load -i ~/img.tar
