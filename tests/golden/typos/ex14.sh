# Two digits of the port are swapped.
docker run -d --name web5 -p 8008:80 httpd:latest
