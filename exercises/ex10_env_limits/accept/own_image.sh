# The variable is part of an image of the student's own; other containers and lines are in the files as well.
printf 'FROM centos:latest\nENV LAB=docker\n' | docker build -q -t mine -
docker run -itd --name other centos:latest
docker run -itd --name os4 --cpus 0.25 mine
docker stats --no-stream > ~/stats.txt
echo '$ docker top os4 aux' > ~/top.txt
docker top os4 aux >> ~/top.txt
