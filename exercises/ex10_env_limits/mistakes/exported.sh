# The variable was exported in a shell of the container.
# breaks: environment-set
docker run -itd --name os4 --cpus 0.5 centos:latest
docker exec os4 bash -c 'export LAB=docker; echo "export LAB=docker" >> ~/.bashrc'
docker stats --no-stream os4 > ~/stats.txt
docker top os4 > ~/top.txt
