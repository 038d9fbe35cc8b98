# The container was removed and made again afterwards, so all changes are gone.
# breaks: page-copied, file-added, file-deleted, diff-saved (blocked)
docker run -d --name web httpd:latest
echo 'hello world' > ~/index.html
docker cp ~/index.html web:/usr/local/apache2/htdocs/
docker cp web:/usr/local/apache2/conf/httpd.conf ~/httpd.conf
docker exec web touch /tmp/added.txt
docker exec web rm /usr/local/apache2/cgi-bin/test-cgi
docker diff web > ~/diff.txt
docker rm -f web
docker run -d --name web httpd:latest
