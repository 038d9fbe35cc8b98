# The line is in another file.
# breaks: page-copied, diff-saved (blocked)
docker run -d --name web httpd:latest
echo 'hello world' > ~/hello.html
echo 'It works' > ~/index.html
docker cp ~/hello.html web:/usr/local/apache2/htdocs/
docker cp ~/index.html web:/usr/local/apache2/htdocs/
docker cp web:/usr/local/apache2/conf/httpd.conf ~/httpd.conf
docker exec web touch /tmp/added.txt
docker exec web rm /usr/local/apache2/cgi-bin/test-cgi
docker diff web > ~/diff.txt
