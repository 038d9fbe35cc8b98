# The directory is closed to other users, and the engine's user namespace makes os3 one of them.
# breaks: file-visible, shared-live
# needs: docker
docker save -o /tmp/centos.tar centos:latest
sudo useradd -r dockremap
echo dockremap:100000:65536 | sudo tee -a /etc/subuid /etc/subgid
echo '{"userns-remap": "dockremap"}' | sudo tee /etc/docker/daemon.json
sudo systemctl restart docker
docker load -i /tmp/centos.tar
rm /tmp/centos.tar
mkdir ~/bm1
touch ~/bm1/filea.txt
chmod 700 ~/bm1
docker run -itd --name os3 -v ~/bm1:/tmp/mount centos:latest
