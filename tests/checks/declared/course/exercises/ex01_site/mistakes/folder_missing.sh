# The folder was mounted before it was made, elsewhere.
# breaks: folder-made, page-written, folder-readable (blocked), folder-mounted
mkdir ~/www
echo 'hello world' > ~/www/index.html
docker network create sitenet
docker run -d --name site --network sitenet -e GREETING='hello world' -p 8080:80 \
  -v ~/www:/usr/local/apache2/htdocs:ro httpd:latest
docker exec site touch /tmp/made
docker commit site site:v1
