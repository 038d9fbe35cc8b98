# The images were saved and left in place.
# breaks: loaded-after-save
docker save -o ~/img.tar centos:latest httpd:latest
