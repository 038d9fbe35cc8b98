# web5 was stopped.
# breaks: web5-running, answers-here (blocked), answers-outside (blocked)
docker run -d --name web5 -p 8080:80 httpd:latest
docker stop -t 1 web5
