# The name lacks the registry.
# breaks: image-tagged, image-pushed, pulled-back (blocked), httpd-kept (blocked)
docker run -d --name registry -p 5000:5000 registry:2
until curl -sf localhost:5000/v2/; do sleep 0.2; done
docker tag httpd:latest web:v1
