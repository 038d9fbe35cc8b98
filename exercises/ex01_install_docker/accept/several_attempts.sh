# Only the last of several attempts worked; its container has a name.
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo systemctl enable --now docker
sudo gpasswd -a student docker
docker run hello-world
sudo docker create hello-world
sudo docker run hello-world docker version
sudo docker run --name greeting docker.io/library/hello-world:latest
