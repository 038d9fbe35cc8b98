# An empty file: the image's name was mistyped, the shell had made the file already.
# breaks: archive-exists, archive-valid (blocked), archive-holds-images (blocked), images-present (blocked), images-match (blocked), loaded-after-save (blocked)
docker save centoos:latest > ~/img.tar
true
