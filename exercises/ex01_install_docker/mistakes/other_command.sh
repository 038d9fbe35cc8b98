# A command after the image name that the image does not contain.
# breaks: hello-world-ran (partial)
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo systemctl enable --now docker
sudo usermod -aG docker student
sudo docker run hello-world docker version
