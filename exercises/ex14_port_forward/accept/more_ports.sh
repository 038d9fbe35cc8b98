# More than one port of the host, a network of its own and a page of its own.
docker network create front
echo hello > index.html
docker create --name web5 --network front -p 8080:80 -p 127.0.0.1:9090:80 docker.io/library/httpd
docker cp index.html web5:/usr/local/apache2/htdocs/
docker start web5
