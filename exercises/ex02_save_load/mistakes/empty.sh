# An empty file: the image's name was mistyped, but the shell had already created the file.
# breaks: archive-exists, archive-valid (blocked), archive-holds-images (blocked), images-present (blocked), images-match (blocked), loaded-after-save (blocked)
docker save centoos:latest > ~/img.tar
true
