# Only one of the images was saved, removed and loaded.
# breaks: archive-holds-images (partial)
docker save -o ~/img.tar centos:latest
docker rmi centos:latest
docker load -i ~/img.tar
