# The name of the file that docker diff was written to is mistyped.
docker run -d --name web httpd:latest
echo 'hello world' > ~/index.html
docker cp ~/index.html web:/usr/local/apache2/htdocs/
docker cp web:/usr/local/apache2/conf/httpd.conf ~/httpd.conf
docker exec web touch /tmp/added.txt
docker exec web rm /usr/local/apache2/cgi-bin/test-cgi
docker diff web > ~/dif.txt
