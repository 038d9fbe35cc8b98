# The archive is truncated, as on a full disk.
# breaks: archive-valid, archive-holds-images (blocked), images-match (blocked), loaded-after-save (blocked)
docker save centos:latest httpd:latest | head -c 3000000 > ~/img.tar
