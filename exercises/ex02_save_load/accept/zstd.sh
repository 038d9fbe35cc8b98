# The archive is compressed with zstd.
docker save centos:latest httpd:latest | zstd > ~/img.tar
docker rmi centos:latest httpd:latest
zstd -dc < ~/img.tar | docker load
