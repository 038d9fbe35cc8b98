# The volumes' names are swapped, and wp-web's is mounted one directory too high.
# breaks: db-volume, web-volume
# needs: docker
docker run -d --name wp-db -v wp-web-vol:/var/lib/mysql -e MYSQL_ROOT_PASSWORD=dkagh1. -e MYSQL_USER=wp-admin -e MYSQL_PASSWORD=dkagh1. -e MYSQL_DATABASE=wp mysql:5.7
docker run -d --name wp-web -v wp-db-vol:/var/www --link wp-db -e WORDPRESS_DB_HOST=wp-db -e WORDPRESS_DB_USER=wp-admin -e WORDPRESS_DB_PASSWORD=dkagh1. -e WORDPRESS_DB_NAME=wp -p 80:80 wordpress
