# There is no os1.
# breaks: os1-interactive, os1-attached, os1-running
docker run -d --name web1 httpd:latest
