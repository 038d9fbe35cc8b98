# The two ports are swapped.
# breaks: port-published, answers-here (blocked), answers-outside (blocked)
docker run -d --name web5 -p 80:8080 httpd:latest
