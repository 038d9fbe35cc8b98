# Whole folders were copied; the folder of test-cgi was deleted; more was changed; the container was restarted.
mkdir site
echo '<p>Hello World, from a page of its own</p>' > ~/index.html
cp ~/index.html site/
docker create --name web -p 8080:80 httpd
docker cp -a site/. web:/usr/local/apache2/htdocs
docker start web
docker cp web:/usr/local/apache2/conf copied
cp copied/httpd.conf ~/httpd.conf
docker exec web sh -c 'echo more > /tmp/added.txt; echo 1 > /tmp/other.txt; rm -r /usr/local/apache2/cgi-bin'
docker restart -t 1 web
docker diff web > ~/diff.txt
