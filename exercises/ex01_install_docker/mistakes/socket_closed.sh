# The group may not use the engine's socket.
# breaks: engine-answers, hello-world-ran (blocked)
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo systemctl enable --now docker
sudo usermod -aG docker student
sudo docker run hello-world
sudo chmod 600 /var/run/docker.sock
