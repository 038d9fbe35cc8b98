# The registry is published on another port.
# breaks: registry-running, image-pushed (blocked), pulled-back (blocked)
docker run -d --name registry -p 5001:5000 registry:2
docker tag httpd:latest localhost:5000/web:v1
