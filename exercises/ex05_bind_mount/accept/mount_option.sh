# The long option, read by a user of the container who owns nothing; another mount and another container beside.
mkdir ~/bm1 ~/other
echo content > ~/bm1/filea.txt
docker run -itd --name os3 --user 1234 --mount "type=bind,source=$HOME/bm1,target=/tmp/mount" -v ~/other:/mnt centos
docker run -itd --name os4 -v ~/other:/tmp/mount centos
