# The page was edited afterwards, and copied again; a log is mounted elsewhere.
mkdir logs
docker run -d --name web -v ~/logs:/usr/local/apache2/logs httpd:latest
echo 'hello' > ~/index.html
docker cp ~/index.html web:/usr/local/apache2/htdocs/
echo 'hello world' > ~/index.html
docker cp ~/index.html web:/usr/local/apache2/htdocs/
docker cp web:/usr/local/apache2/conf/httpd.conf - | tar -xO > ~/httpd.conf
docker exec web touch /tmp/added.txt
docker exec web rm /usr/local/apache2/cgi-bin/test-cgi
docker diff web > ~/diff.txt
