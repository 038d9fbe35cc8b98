# There is no web5.
# breaks: web5-running, port-published (blocked), answers-here (blocked), answers-outside (blocked)
docker run -d --name web -p 8080:80 httpd:latest
