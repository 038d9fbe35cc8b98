# With a restart policy and a page of its own; it was restarted.
mkdir site
echo hello > site/index.html
docker run -d --restart unless-stopped --network=host -v ~/site:/usr/local/apache2/htdocs:ro --name web4 httpd
docker restart -t 1 web4
