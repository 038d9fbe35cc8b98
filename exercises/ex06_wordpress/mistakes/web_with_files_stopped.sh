# wp-web was stopped; its password is in a file that cannot be read now.
# breaks: web-running, web-reaches-db-by-name (blocked), settings-agree (blocked), site-answers (blocked)
# needs: docker
mkdir secrets
echo dkagh1. > secrets/root
echo wp-admin > secrets/user
printf dkagh7. > secrets/word
echo wp > secrets/name
docker run -d --name wp-db -v wp-db-vol:/var/lib/mysql -v ~/secrets:/run/secrets:ro \
    -e MYSQL_ROOT_PASSWORD_FILE=/run/secrets/root -e MYSQL_USER_FILE=/run/secrets/user \
    -e MYSQL_PASSWORD_FILE=/run/secrets/word -e MYSQL_DATABASE_FILE=/run/secrets/name mysql:5.7
echo dkagh7. > word.txt
docker run -d --name wp-web -v wp-web-vol:/var/www/html -v ~/word.txt:/opt/word:ro --link wp-db:db \
    -e WORDPRESS_DB_HOST=db -e WORDPRESS_DB_USER=wp-admin -e WORDPRESS_DB_PASSWORD_FILE=/opt/word \
    -e WORDPRESS_DB_NAME=wp -p 80:80 wordpress
docker stop -t 1 wp-web
