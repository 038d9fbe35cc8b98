# One image was saved and removed, but never loaded again; the other one was left alone.
# breaks: archive-holds-images (partial), images-present (partial), images-match, loaded-after-save
docker save -o ~/img.tar centos:latest
docker rmi centos:latest
