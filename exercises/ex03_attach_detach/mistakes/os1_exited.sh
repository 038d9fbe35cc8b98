# The shell was left with exit.
# breaks: os1-running
{ sleep 2; echo exit; sleep 1; } | script -qec "docker run -it --name os1 centos:latest" /dev/null
docker run -d --name web1 httpd:latest
