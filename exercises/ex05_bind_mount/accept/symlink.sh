# The source is a symbolic link to the directory, with trailing slashes and a label for SELinux.
mkdir ~/bm1
touch ~/bm1/filea.txt ~/bm1/fileb.txt
ln -s ~/bm1 ~/link
docker run -itd --name os3 -v ~/link/:/tmp/mount/:z centos:latest
