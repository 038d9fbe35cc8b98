# Another server has the port.
# breaks: registry-running, image-pushed (blocked), pulled-back (blocked)
docker run -d --name registry -p 5000:80 httpd:latest
docker tag httpd:latest localhost:5000/web:v1
