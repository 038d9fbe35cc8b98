# The long option, with an unprivileged user in the container; another mount and another container as well.
mkdir ~/bm1 ~/other
echo content > ~/bm1/filea.txt
docker run -itd --name os3 --user 1234 --mount "type=bind,source=$HOME/bm1,target=/tmp/mount" -v ~/other:/mnt centos
docker run -itd --name os4 -v ~/other:/tmp/mount centos
