# There is a client, but no engine.
# breaks: engine-installed, service-running (blocked), service-enabled (blocked), engine-answers (blocked), hello-world-ran (blocked)
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo cp /usr/bin/docker /usr/local/bin/
sudo apt-get purge -y docker.io
sudo groupadd -f docker
sudo usermod -aG docker student
