# Without a root password, the database never starts, and neither does a container with a link to it.
# breaks: db-running, db-environment, web-running, web-reaches-db-by-name (blocked), site-answers (blocked)
# needs: docker
docker run -d --name wp-db -v wp-db-vol:/var/lib/mysql -e MYSQL_USER=wp-admin -e MYSQL_PASSWORD=dkagh1. -e MYSQL_DATABASE=wp mysql:5.7
docker wait wp-db
docker run -d --name wp-web -v wp-web-vol:/var/www/html --link wp-db -e WORDPRESS_DB_HOST=wp-db -e WORDPRESS_DB_USER=wp-admin -e WORDPRESS_DB_PASSWORD=dkagh1. -e WORDPRESS_DB_NAME=wp -p 80:80 wordpress
