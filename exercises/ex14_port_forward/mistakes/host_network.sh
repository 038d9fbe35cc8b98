# The container is on the host's network, where nothing listens on port 8080.
# breaks: port-published, answers-here (blocked), answers-outside (blocked)
docker run -d --name web5 --network host httpd:latest
