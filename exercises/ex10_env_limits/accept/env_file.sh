# The variable is in a file; the limit is a quota and a period; other formats of both tables.
echo LAB=docker > lab.env
docker run -itd --name os4 --env-file lab.env --cpu-period 50000 --cpu-quota 25000 docker.io/library/centos
docker container stats --no-stream --format '{{.Name}} {{.CPUPerc}}' os4 > ~/stats.txt
docker top os4 -eo pid,comm > ~/top.txt
