# Images stored by containerd, where an image's id is the digest of its manifest.
# needs: docker >= 25
docker save -o all.tar registry:2 httpd:latest centos:latest
echo '{"features": {"containerd-snapshotter": true}}' | sudo tee /etc/docker/daemon.json
sudo systemctl restart docker
docker load -i all.tar
docker info --format '{{.DriverStatus}}' | grep io.containerd.snapshotter
docker run -d --name registry -p 5000:5000 registry:2
until curl -sf localhost:5000/v2/; do sleep 0.2; done
docker tag httpd:latest localhost:5000/web:v1
docker push localhost:5000/web:v1
docker rmi localhost:5000/web:v1
docker pull localhost:5000/web:v1
