# The page was copied out of the container instead of into it.
# breaks: page-copied, diff-saved (blocked)
docker run -d --name web httpd:latest
docker cp web:/usr/local/apache2/htdocs/index.html ~/index.html
docker cp web:/usr/local/apache2/conf/httpd.conf ~/httpd.conf
docker exec web touch /tmp/added.txt
docker exec web rm /usr/local/apache2/cgi-bin/test-cgi
docker diff web > ~/diff.txt
