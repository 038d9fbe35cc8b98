# The service was started but not enabled; it does not start at boot.
# breaks: service-enabled
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo systemctl disable docker.service docker.socket
sudo systemctl start docker
sudo usermod -aG docker student
sudo docker run hello-world
