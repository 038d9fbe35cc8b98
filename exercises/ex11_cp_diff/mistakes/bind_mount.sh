# The page is mounted instead of copied.
# breaks: page-copied, diff-saved (blocked)
echo 'hello world' > ~/index.html
docker run -d --name web -v ~/index.html:/usr/local/apache2/htdocs/index.html httpd:latest
docker cp web:/usr/local/apache2/conf/httpd.conf ~/httpd.conf
docker exec web touch /tmp/added.txt
docker exec web rm /usr/local/apache2/cgi-bin/test-cgi
docker diff web > ~/diff.txt
