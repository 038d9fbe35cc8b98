# The Engine was restarted: it has no earlier events.
# needs: docker
docker save -o ~/img.tar centos:latest httpd:latest
docker rmi centos:latest httpd:latest
docker load -i ~/img.tar
sudo systemctl restart docker
