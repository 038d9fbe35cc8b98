# The page went in through docker exec, the configuration came out the same way; the output of docker diff was sorted.
docker run -d --name web httpd:latest
echo 'hello world' > ~/index.html
docker exec -i web sh -c 'cat > /usr/local/apache2/htdocs/index.html' < ~/index.html
docker exec web cat /usr/local/apache2/conf/httpd.conf > ~/httpd.conf
docker exec web sh -c '> /tmp/added.txt; rm /usr/local/apache2/cgi-bin/test-cgi'
docker container diff web | sort > ~/diff.txt
