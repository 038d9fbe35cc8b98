# os4 is of another image.
# breaks: os4-running (partial)
printf 'FROM scratch\nCOPY --from=centos:latest / /\nCMD ["bash"]\n' | docker build -q -t ubuntu -
docker run -itd --name os4 -e LAB=docker --cpus 0.5 ubuntu
docker stats --no-stream os4 > ~/stats.txt
docker top os4 > ~/top.txt
