# Published on the same port for UDP as well, and restarted.
docker run -d --restart always --name web5 -p 8080:80 -p 8080:80/udp httpd:latest
docker restart -t 1 web5
