# The container's name has a hyphen.
docker run -d --name web-4 --network host httpd:latest
