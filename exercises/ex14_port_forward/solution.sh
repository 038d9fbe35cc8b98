docker run -d --name web5 -p 8080:80 httpd:latest
docker ps
curl localhost:8080
