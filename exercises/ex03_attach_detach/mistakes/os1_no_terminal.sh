# os1 was started with -i but without -t; no keys detach from it, so the client was killed.
# breaks: os1-interactive
sleep 4 | timeout -s KILL 3 docker run -i --name os1 centos:latest sleep 1000000
docker run -d --name web1 httpd:latest
