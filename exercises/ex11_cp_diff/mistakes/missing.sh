# There is no web.
# breaks: web-running, page-copied (blocked), copied-out (blocked), file-added (blocked), file-deleted (blocked), diff-saved (blocked)
docker run -d --name web1 httpd:latest
echo 'hello world' > ~/index.html
docker cp ~/index.html web1:/usr/local/apache2/htdocs/
