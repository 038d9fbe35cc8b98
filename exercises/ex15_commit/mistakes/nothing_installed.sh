# Nothing was installed in the container, and no command was set.
# breaks: grown-from-centos, command-set, page-served
# needs: docker
docker run -itd --name base centos:latest
docker commit base centos-web:v4
docker run -itd --name web centos-web:v4
