# All exposed ports are published, on ports of Docker's choice.
# breaks: port-published, answers-here (blocked), answers-outside (blocked)
docker run -d --name web5 -P httpd:latest
