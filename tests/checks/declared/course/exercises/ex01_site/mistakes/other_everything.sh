# Everything but the container is different.
# breaks: folder-mounted, on-network, greeting-set, image-made
mkdir ~/site
echo 'hello world' > ~/site/index.html
docker network create site-net
docker run -d --name site --network site-net -e GREETING='hello' -p 8080:80 \
  -v ~/site:/usr/local/apache2/htdocs httpd:latest
docker exec site touch /tmp/made
docker commit site site:v2
