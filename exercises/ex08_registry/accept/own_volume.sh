# The registry keeps its data in a volume and is published on the loopback; more tags were pushed, one of them twice.
docker run -d --restart always -v hub:/var/lib/registry -p 127.0.0.1:5000:5000 --name registry registry:2
until curl -sf localhost:5000/v2/; do sleep 0.2; done
docker image tag httpd localhost:5000/web:v1
docker image tag httpd localhost:5000/web:v2
docker image tag centos localhost:5000/os
docker image push localhost:5000/web:v1
docker image push localhost:5000/web:v2
docker image push localhost:5000/os
docker image rm localhost:5000/web:v1 localhost:5000/web:v2
docker image pull localhost:5000/web:v1
docker image push localhost:5000/web:v1
