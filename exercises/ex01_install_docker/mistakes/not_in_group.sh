# student is not in the group; docker works with sudo only.
# breaks: student-in-group, engine-answers, hello-world-ran (blocked)
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo systemctl enable --now docker
sudo docker run hello-world
