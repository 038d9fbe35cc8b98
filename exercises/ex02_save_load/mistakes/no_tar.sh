# A file of that name which is no archive at all.
# breaks: archive-valid, archive-holds-images (blocked), images-match (blocked), loaded-after-save (blocked)
docker images > ~/img.tar
