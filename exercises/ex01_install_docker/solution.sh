# The notes' yum commands do the same on CentOS. Newer releases of Debian keep the client in a package of its own.
sudo apt-get update || true
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo systemctl start docker
sudo systemctl enable docker
sudo usermod -aG docker student
# This login began before student was in the group; sg gives it the group. A new login needs no sg.
sg docker -c 'docker version'
sg docker -c 'docker run hello-world'
