# There is no os1.
# breaks: os1-interactive (blocked), os1-attached (blocked), os1-running
docker run -d --name web1 httpd:latest
