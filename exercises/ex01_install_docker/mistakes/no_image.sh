# Everything is installed; hello-world was neither pulled nor run.
# breaks: hello-world-ran
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo systemctl enable --now docker
sudo usermod -aG docker student
sudo docker rmi hello-world
