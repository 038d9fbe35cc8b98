# A layer was removed from the archive.
# breaks: archive-valid, archive-holds-images (blocked), images-match (blocked), loaded-after-save (blocked)
cd ~
docker save -o img.tar centos:latest httpd:latest
mkdir d
tar -C d -xf img.tar
layer=$(tar -xOf img.tar manifest.json | tr '",' '\n\n' | grep -x -m 1 '.*\.tar\|blobs/.*')
tar -C d --exclude "$layer" -cf img.tar .
rm -rf d
