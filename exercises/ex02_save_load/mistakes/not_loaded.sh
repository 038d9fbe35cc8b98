# The images were saved and removed, but never loaded again.
# breaks: images-present, images-match (blocked), loaded-after-save (blocked)
docker save -o ~/img.tar centos:latest httpd:latest
docker rmi centos:latest httpd:latest
