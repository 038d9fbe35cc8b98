# Another container has the port already, so web5 did not start.
# breaks: web5-running, port-published, answers-here (blocked), answers-outside (blocked)
docker run -d --name first -p 8080:80 httpd:latest
docker run -d --name web5 -p 8080:80 httpd:latest || true
