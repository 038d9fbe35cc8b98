# The file was added on the host, and nothing was deleted.
# breaks: file-added, file-deleted, diff-saved (blocked)
docker run -d --name web httpd:latest
echo 'hello world' > ~/index.html
docker cp ~/index.html web:/usr/local/apache2/htdocs/
docker cp web:/usr/local/apache2/conf/httpd.conf ~/httpd.conf
touch /tmp/added.txt
docker diff web > ~/diff.txt
