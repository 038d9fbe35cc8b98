# After the save, other images were given these names.
# breaks: images-match, loaded-after-save
docker save -o ~/img.tar centos:latest httpd:latest
for image in centos httpd; do
    docker run --name os1 $image:latest touch /tmp/mine
    docker commit os1 $image:latest
    docker rm os1
done
