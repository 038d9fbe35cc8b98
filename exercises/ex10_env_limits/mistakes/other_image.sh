# os4 is of another image.
# breaks: os4-running (partial)
docker create --name box centos:latest
docker export box | docker import -c 'CMD ["bash"]' - ubuntu
docker rm box
docker run -itd --name os4 -e LAB=docker --cpus 0.5 ubuntu
docker stats --no-stream os4 > ~/stats.txt
docker top os4 > ~/top.txt
