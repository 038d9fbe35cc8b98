# The name of life2 has a hyphen.
docker run -itd --name life0 centos:latest
docker stop -t 1 life0
docker container prune -f
docker create -it --name life1 centos:latest
docker run -itd --name life-2 centos:latest
docker pause life-2
docker run -itd --name life3 centos:latest
docker stop -t 1 life3
docker run -itd --name life4 centos:latest
docker restart -t 1 life4
