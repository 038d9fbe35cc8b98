# A directory with that name.
# breaks: archive-exists, archive-valid (blocked), archive-holds-images (blocked), images-present (blocked), images-match (blocked), loaded-after-save (blocked)
mkdir ~/img.tar
docker save -o ~/img.tar/img.tar centos:latest httpd:latest
