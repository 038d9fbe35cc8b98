# Another registry's name and another tag; the container is known by its image's id only.
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo systemctl enable --now docker
sudo usermod -aG docker student
sudo docker run hello-world
sudo docker tag hello-world localhost:5000/lab/hello-world:linux
sudo docker rmi -f hello-world:latest
