# The port is published for UDP.
# breaks: port-published, answers-here (blocked), answers-outside (blocked)
docker run -d --name web5 -p 8080:80/udp httpd:latest
