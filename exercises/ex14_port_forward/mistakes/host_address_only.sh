# The port is published on one address of the host only.
# breaks: answers-here (partial)
# needs: docker
docker run -d --name web5 -p "$(ip -4 -o addr show eth0 | awk '{sub("/.*", "", $4); print $4; exit}'):8080:80" httpd:latest
