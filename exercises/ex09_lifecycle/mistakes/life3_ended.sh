# life3 ended by itself.
# breaks: life3-stopped
docker run -itd --name life0 centos:latest
docker stop -t 1 life0
docker container prune -f
docker create -it --name life1 centos:latest
docker run -itd --name life2 centos:latest
docker pause life2
docker run --name life3 centos:latest true
docker run -itd --name life4 centos:latest
docker restart -t 1 life4
