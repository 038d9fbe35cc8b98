# Saved by image id: the archive holds no names.
# breaks: archive-holds-images, images-match (blocked), loaded-after-save (blocked)
cd ~
docker save -o img.tar $(docker images -q centos) $(docker images -q httpd)
