# The tag has a capital letter.
docker run -d --name registry -p 5000:5000 registry:2
until curl -sf localhost:5000/v2/; do sleep 0.2; done
docker tag httpd:latest localhost:5000/web:V1
docker push localhost:5000/web:V1
docker rmi localhost:5000/web:V1
docker pull localhost:5000/web:V1
