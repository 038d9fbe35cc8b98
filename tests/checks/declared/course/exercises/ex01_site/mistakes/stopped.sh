# The container was stopped.
# breaks: site-running, page-inside (blocked), page-served (blocked), page-published (blocked)
mkdir ~/site
echo 'hello world' > ~/site/index.html
docker network create sitenet
docker run -d --name site --network sitenet -e GREETING='hello world' -p 8080:80 \
  -v ~/site:/usr/local/apache2/htdocs:ro httpd:latest
docker exec site touch /tmp/made
docker commit site site:v1
docker stop -t 1 site
