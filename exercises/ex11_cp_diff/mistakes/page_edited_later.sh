# The page was edited after it was copied.
# breaks: page-copied, diff-saved (blocked)
docker run -d --name web httpd:latest
echo 'hello' > ~/index.html
docker cp ~/index.html web:/usr/local/apache2/htdocs/
echo 'hello world' > ~/index.html
docker cp web:/usr/local/apache2/conf/httpd.conf ~/httpd.conf
docker exec web touch /tmp/added.txt
docker exec web rm /usr/local/apache2/cgi-bin/test-cgi
docker diff web > ~/diff.txt
