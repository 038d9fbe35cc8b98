# With images stored by containerd, httpd:latest was rebuilt with another command; its layers are the same.
# breaks: images-match
# needs: docker >= 25
cd ~
docker save -o img.tar centos:latest httpd:latest
echo '{"features": {"containerd-snapshotter": true}}' | sudo tee /etc/docker/daemon.json
sudo systemctl restart docker
docker load -i img.tar
docker save -o img.tar centos:latest httpd:latest
docker rmi centos:latest httpd:latest
docker load -i img.tar
printf 'FROM httpd:latest\nCMD ["sleep", "1000"]\n' | DOCKER_BUILDKIT=0 docker build -t httpd:latest -
