# wp-db crashes and is restarted again and again.
# breaks: db-running, site-answers (partial)
# needs: docker
docker network create wp-net
docker run -d --name wp-db --network wp-net --restart always -v wp-db-vol:/var/lib/mysql -e MYSQL_ROOT_PASSWORD=dkagh1. -e MYSQL_USER=wp-admin -e MYSQL_PASSWORD=dkagh1. -e MYSQL_DATABASE=wp mysql:5.7 --no-such-option
docker run -d --name wp-web -v wp-web-vol:/var/www/html --network wp-net -e WORDPRESS_DB_HOST=wp-db -e WORDPRESS_DB_USER=wp-admin -e WORDPRESS_DB_PASSWORD=dkagh1. -e WORDPRESS_DB_NAME=wp -p 80:80 wordpress
# Waits until the engine leaves some 25 s between two restarts, so that grading finds one and the same state.
until docker inspect -f '{{.RestartCount}} {{.State.Status}}' wp-db | grep -qE '^([89]|[1-9][0-9]) restarting'; do sleep 0.5; done
