# The containers are of another image.
# breaks: life1-created (partial), life2-paused (partial), life3-stopped (partial), life4-running (partial)
docker run -itd --name life0 centos:latest
docker stop -t 1 life0
docker container prune -f
docker create -it --name life1 httpd:latest
docker run -itd --name life2 httpd:latest
docker pause life2
docker run -itd --name life3 httpd:latest
docker stop -t 1 life3
docker run -itd --name life4 httpd:latest
docker restart -t 1 life4
