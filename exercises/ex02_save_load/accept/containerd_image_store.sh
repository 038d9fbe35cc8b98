# Images stored by containerd, where ids are different digests.
# needs: docker >= 25
cd ~
docker save -o img.tar centos:latest httpd:latest
echo '{"features": {"containerd-snapshotter": true}}' | sudo tee /etc/docker/daemon.json
sudo systemctl restart docker
docker load -i img.tar
docker save -o img.tar centos:latest httpd:latest
docker rmi centos:latest httpd:latest
docker load -i img.tar
docker info --format '{{.DriverStatus}}' | grep io.containerd.snapshotter
