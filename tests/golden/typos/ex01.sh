# The image's name is mistyped.
sudo apt-get update || true
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo systemctl start docker
sudo systemctl enable docker
sudo usermod -aG docker student
sg docker -c 'docker version'
sg docker -c 'docker run hello-wrold'
