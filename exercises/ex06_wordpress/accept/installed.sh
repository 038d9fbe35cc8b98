# The installation was completed under the host's address; the database was restarted afterwards.
# needs: docker
docker run -d --name wp-db -v wp-db-vol:/var/lib/mysql -e MYSQL_ROOT_PASSWORD=dkagh1. -e MYSQL_USER=wp-admin -e MYSQL_PASSWORD=dkagh1. -e MYSQL_DATABASE=wp mysql:5.7
docker run -d --name wp-web -v wp-web-vol:/var/www/html --link wp-db -e WORDPRESS_DB_HOST=wp-db -e WORDPRESS_DB_USER=wp-admin -e WORDPRESS_DB_PASSWORD=dkagh1. -e WORDPRESS_DB_NAME=wp -p 80:80 wordpress
address=$(hostname -I | cut -d' ' -f1)
until curl -sf -o /dev/null "http://$address/wp-admin/install.php"; do sleep 0.5; done
curl -sf -o /dev/null "http://$address/wp-admin/install.php?step=2" --data-urlencode 'weblog_title=My site' -d user_name=me \
    -d admin_password=Xk29.sleepless -d admin_password2=Xk29.sleepless -d admin_email=me@example.org -d language=
docker restart -t 5 wp-db
