# The client is configured for an engine that does not exist.
# breaks: engine-answers, hello-world-ran (blocked)
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo systemctl enable --now docker
sudo usermod -aG docker student
sudo docker run hello-world
docker context create lab --docker host=tcp://127.0.0.1:2375
docker context use lab
