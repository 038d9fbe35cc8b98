# The service is enabled, but was stopped.
# breaks: service-running, engine-answers (blocked), hello-world-ran (blocked)
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo systemctl enable --now docker
sudo usermod -aG docker student
sudo docker run hello-world
sudo systemctl stop docker.socket docker.service
