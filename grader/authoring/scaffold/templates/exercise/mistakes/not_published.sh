# The port is not published.
# breaks: configured, works (blocked)
docker run -d --name [[ container ]] httpd:latest
