# The port is published on the loopback address only.
# breaks: answers-outside
docker run -d --name web5 -p 127.0.0.1:8080:80 httpd:latest
