# /tmp is a mount, so the added file is not in the container's own layer.
# breaks: file-added, diff-saved (blocked)
docker run -d --name web -v /tmp:/tmp httpd:latest
echo 'hello world' > ~/index.html
docker cp ~/index.html web:/usr/local/apache2/htdocs/
docker cp web:/usr/local/apache2/conf/httpd.conf ~/httpd.conf
docker exec web touch /tmp/added.txt
docker exec web rm /usr/local/apache2/cgi-bin/test-cgi
docker diff web > ~/diff.txt
