# No package: the programs from Docker's archive, with a unit of the student's own.
sudo apt-get install -y docker.io $(apt-cache pkgnames docker-cli | grep -x docker-cli)
sudo systemctl stop docker.socket docker.service containerd
sudo cp $(dpkg -L docker.io containerd runc $(dpkg-query -W -f '${Package}\n' 'docker-cli*') |
    grep '^/usr/s\?bin/[a-z0-9-]*$') /usr/local/bin/
sudo apt-get remove -y docker.io containerd runc
sudo tee /etc/systemd/system/docker.service > /dev/null << 'UNIT'
[Service]
Environment=PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
ExecStart=/usr/local/bin/dockerd
Delegate=yes
KillMode=process
[Install]
WantedBy=multi-user.target
UNIT
sudo groupadd -f docker
sudo usermod -aG docker student
sudo systemctl daemon-reload
sudo systemctl enable --now docker
until sudo docker image inspect hello-world > /dev/null 2>&1; do sleep 0.5; done
sudo docker run hello-world
