# Images kept by containerd, where the Engine can: ids are other digests there. Older Engines pass over the feature.
cd ~
docker save -o img.tar centos:latest httpd:latest
echo '{"features": {"containerd-snapshotter": true}}' | sudo tee /etc/docker/daemon.json
sudo systemctl restart docker
docker load -i img.tar
docker save -o img.tar centos:latest httpd:latest
docker rmi centos:latest httpd:latest
docker load -i img.tar
