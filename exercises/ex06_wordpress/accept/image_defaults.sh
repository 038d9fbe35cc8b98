# The image's defaults are used: the host mysql (an alias of the link) and the database wordpress.
# needs: docker
printf '%s\n' MYSQL_ROOT_PASSWORD=1 MYSQL_USER=wp MYSQL_PASSWORD=1 MYSQL_DATABASE=wordpress > db.env
docker run -d --name wp-db -v wp-db-vol:/var/lib/mysql --env-file db.env mysql:5.7
docker run -d --name wp-web -v wp-web-vol:/var/www/html --link wp-db:mysql \
    -e WORDPRESS_DB_USER=wp -e WORDPRESS_DB_PASSWORD=1 -p "$(hostname -I | cut -d' ' -f1):80:80" wordpress
