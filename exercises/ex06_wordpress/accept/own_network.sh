# An alias and a port in the host name, MARIADB_ variables, another tag, published on loopback only.
docker tag mysql:5.7 mariadb:10.11
docker network create --subnet 10.77.0.0/24 blog
docker create --name wp-db --network blog --network-alias Database --mount type=volume,src=wp-db-vol,dst=/var/lib/mysql/ \
    -e MARIADB_ROOT_PASSWORD='p4ss word=1' -e MARIADB_USER=me -e MARIADB_PASSWORD='q "x" $y' -e MARIADB_DATABASE=blog mariadb:10.11
docker start wp-db
docker run -d --name wp-web --network blog --restart unless-stopped --mount type=volume,src=wp-web-vol,dst=/var/www/html \
    -e WORDPRESS_DB_HOST=database:3306 -e WORDPRESS_DB_USER=me -e WORDPRESS_DB_PASSWORD='q "x" $y' -e WORDPRESS_DB_NAME=blog \
    -p 127.0.0.1:80:80 -p 8080:80 wordpress
docker run -d --name unrelated -p 8081:80 httpd
