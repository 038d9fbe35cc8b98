# The images were loaded without having been removed.
# breaks: loaded-after-save
docker save -o ~/img.tar centos:latest httpd:latest
docker load -i ~/img.tar
