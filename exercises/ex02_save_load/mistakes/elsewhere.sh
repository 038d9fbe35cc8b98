# The archive is in another directory.
# breaks: archive-exists, archive-valid (blocked), archive-holds-images (blocked), images-present (blocked), images-match (blocked), loaded-after-save (blocked)
cd /tmp
docker save -o img.tar centos:latest httpd:latest
docker rmi centos:latest httpd:latest
docker load -i img.tar
