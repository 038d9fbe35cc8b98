# The limit was set later; docker stats was captured with the codes that draw its table; os4 was restarted.
# needs: docker
docker run -itd --name os4 -e LAB=docker -e OTHER=1 centos:latest
docker update --cpus 0.5 os4
timeout 4 docker stats os4 > ~/stats.txt || true
docker top os4 > ~/top.txt
sleep 1
docker restart -t 1 os4
