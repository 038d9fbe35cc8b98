# Another container without this name has the port; the one with the name publishes nothing.
# breaks: registry-running (partial)
docker run -d -p 5000:5000 registry:2
docker run -d --name registry registry:2
until curl -sf localhost:5000/v2/; do sleep 0.2; done
docker tag httpd:latest localhost:5000/web:v1
docker push localhost:5000/web:v1
docker rmi localhost:5000/web:v1
docker pull localhost:5000/web:v1
