# wp-web has no settings; WordPress asks for its database.
# breaks: web-reaches-db-by-name, settings-agree, site-answers
# needs: docker
docker run -d --name wp-db -v wp-db-vol:/var/lib/mysql -e MYSQL_ROOT_PASSWORD=dkagh1. -e MYSQL_USER=wp-admin -e MYSQL_PASSWORD=dkagh1. -e MYSQL_DATABASE=wp mysql:5.7
docker run -d --name wp-web -v wp-web-vol:/var/www/html --link wp-db -p 80:80 wordpress
