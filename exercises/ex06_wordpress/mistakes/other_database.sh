# wp-web uses a database that wp-db does not have.
# breaks: settings-agree, site-answers (partial)
# needs: docker
docker run -d --name wp-db -v wp-db-vol:/var/lib/mysql -e MYSQL_ROOT_PASSWORD=dkagh1. -e MYSQL_USER=wp-admin -e MYSQL_PASSWORD=dkagh1. -e MYSQL_DATABASE=wp mysql:5.7
docker run -d --name wp-web -v wp-web-vol:/var/www/html --link wp-db -e WORDPRESS_DB_HOST=wp-db -e WORDPRESS_DB_USER=wp-admin -e WORDPRESS_DB_PASSWORD=dkagh1. -e WORDPRESS_DB_NAME=wordpress -p 80:80 wordpress
