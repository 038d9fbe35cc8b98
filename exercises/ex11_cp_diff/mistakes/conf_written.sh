# The configuration on the host was written by hand.
# breaks: copied-out
docker run -d --name web httpd:latest
echo 'hello world' > ~/index.html
docker cp ~/index.html web:/usr/local/apache2/htdocs/
echo 'Listen 80' > ~/httpd.conf
docker exec web touch /tmp/added.txt
docker exec web rm /usr/local/apache2/cgi-bin/test-cgi
docker diff web > ~/diff.txt
