# The compressed archive is truncated.
# breaks: archive-valid, archive-holds-images (blocked), images-match (blocked), loaded-after-save (blocked)
docker save centos:latest httpd:latest | gzip | head -c 1000000 > ~/img.tar
