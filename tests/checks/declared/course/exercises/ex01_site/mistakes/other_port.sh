# Another port of the host.
# breaks: port-published, page-published (blocked)
mkdir ~/site
echo 'hello world' > ~/site/index.html
docker network create sitenet
docker run -d --name site --network sitenet -e GREETING='hello world' -p 8081:80 \
  -v ~/site:/usr/local/apache2/htdocs:ro httpd:latest
docker exec site touch /tmp/made
docker commit site site:v1
