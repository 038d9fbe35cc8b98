# Other words for the same.
mkdir ~/site
echo 'hello world' > ~/site/index.html
docker network create sitenet
docker run -itd --name site --network sitenet -e GREETING='hello world' -p 127.0.0.1:8080:80 \
  -v "$(realpath ~/site)":/usr/local/apache2/htdocs:ro httpd:latest
docker exec site touch /tmp/made
docker commit site site:v1
