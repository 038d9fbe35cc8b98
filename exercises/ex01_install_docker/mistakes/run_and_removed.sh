# The container was removed as soon as it exited.
# breaks: hello-world-ran (partial)
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo systemctl enable --now docker
sudo usermod -aG docker student
sudo docker run --rm hello-world
