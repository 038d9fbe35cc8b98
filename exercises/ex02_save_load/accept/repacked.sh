# The archive was unpacked and packed again with tar.
cd ~
docker save -o first.tar httpd:latest centos:latest
mkdir look
tar -C look -xf first.tar
tar -C look -cf img.tar .
docker rmi httpd:latest centos:latest
docker load -i img.tar
