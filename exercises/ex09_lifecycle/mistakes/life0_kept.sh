# life0 was stopped, but not cleared away.
# breaks: pruned
docker create -it --name life1 centos:latest
docker run -itd --name life2 centos:latest
docker pause life2
docker run -itd --name life3 centos:latest
docker stop -t 1 life3
docker run -itd --name life4 centos:latest
docker restart -t 1 life4
docker run -itd --name life0 centos:latest
docker stop -t 1 life0
