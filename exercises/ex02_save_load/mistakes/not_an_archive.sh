# A file with that name that is not an archive.
# breaks: archive-valid, archive-holds-images (blocked), images-match (blocked), loaded-after-save (blocked)
docker images > ~/img.tar
