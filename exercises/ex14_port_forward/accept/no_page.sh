# The folder of pages is a mount without any: the answer is the server's own.
mkdir site
docker run -d --name web5 -p 0.0.0.0:8080:80/tcp -v ~/site:/usr/local/apache2/htdocs:ro httpd:latest
