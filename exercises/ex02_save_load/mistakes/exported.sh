# A container's file system was exported instead of saving the images.
# breaks: archive-valid, archive-holds-images (blocked), images-match (blocked), loaded-after-save (blocked)
docker create --name os1 centos:latest
docker export -o ~/img.tar os1
docker rm os1
