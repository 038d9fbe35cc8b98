# The Engine was restarted meanwhile and remembers nothing.
docker run -itd --name life0 centos:latest
docker stop -t 1 life0
docker container prune -f
docker create -it --name life1 centos:latest
docker run -itd --name life3 centos:latest
docker stop -t 1 life3
docker run -itd --restart always --name life4 centos:latest
docker restart -t 1 life4
sudo systemctl reset-failed docker.service docker.socket
sudo systemctl restart docker
docker run -itd --name life2 centos:latest
docker pause life2
