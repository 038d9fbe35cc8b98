# All tags of the repository were pushed and pulled at once.
# needs: docker
docker run -d --name registry -p 5000:5000 registry:2
until curl -sf localhost:5000/v2/; do sleep 0.2; done
docker tag httpd:latest localhost:5000/web:v1
docker push -a localhost:5000/web
docker rmi localhost:5000/web:v1
docker pull -a localhost:5000/web
