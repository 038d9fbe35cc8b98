# Images stored by containerd, where ids are different digests.
# needs: docker >= 25
docker save -o centos.tar centos:latest
echo '{"features": {"containerd-snapshotter": true}}' | sudo tee /etc/docker/daemon.json
sudo systemctl restart docker
docker load -i centos.tar
docker run -itd --name base centos:latest
docker exec base yum install -y httpd
docker exec base sh -c 'echo hello > /var/www/html/index.html'
docker commit -c 'CMD ["httpd", "-D", "FOREGROUND"]' base centos-web:v4
docker run -d --name web centos-web:v4
docker info --format '{{.DriverStatus}}' | grep io.containerd.snapshotter
