# The page is another one, in a folder that nobody else may enter.
# breaks: page-written, folder-readable, page-inside, page-served, page-published
mkdir ~/site
echo 'It works' > ~/site/index.html
chmod 700 ~/site; chmod 644 ~/site/index.html
docker network create sitenet
docker run -d --name site --network sitenet -e GREETING='hello world' -p 8080:80 \
  -v ~/site:/usr/local/apache2/htdocs:ro httpd:latest
docker exec site touch /tmp/made
docker commit site site:v1
