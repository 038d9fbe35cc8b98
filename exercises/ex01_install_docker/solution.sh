# On CentOS, yum does the same. Newer releases of Debian have the client in a package of its own.
sudo apt-get update || true
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo systemctl start docker
sudo systemctl enable docker
sudo usermod -aG docker student
# This login is older than the change of groups; sg gives it the group. A new login does not need sg.
sg docker -c 'docker version'
sg docker -c 'docker run hello-world'
