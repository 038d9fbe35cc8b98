# os1 was started with -i but without -t; there are no keys to leave it with, so the client was killed.
# breaks: os1-interactive
sleep 4 | timeout -s KILL 3 docker run -i --name os1 centos:latest sleep 1000000
docker run -d --name web1 httpd:latest
