# Only life4 is left.
# breaks: life1-created, life2-paused, life3-stopped, pruned (blocked)
docker run -itd --name life0 centos:latest
docker stop -t 1 life0
docker container prune -f
docker run -itd --name life4 centos:latest
docker restart -t 1 life4
