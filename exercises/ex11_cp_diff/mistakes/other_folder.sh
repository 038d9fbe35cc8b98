# The page was copied to the folder that other servers use.
# breaks: page-copied, diff-saved (blocked)
docker run -d --name web httpd:latest
echo 'hello world' > ~/index.html
docker exec web mkdir -p /var/www/html
docker cp ~/index.html web:/var/www/html/
docker cp web:/usr/local/apache2/conf/httpd.conf ~/httpd.conf
docker exec web touch /tmp/added.txt
docker exec web rm /usr/local/apache2/cgi-bin/test-cgi
docker diff web > ~/diff.txt
