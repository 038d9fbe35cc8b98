# The port is exposed but not published.
# breaks: port-published, answers-here (blocked), answers-outside (blocked)
docker run -d --name web5 --expose 8080 httpd:latest
