# The processes of the host are visible as well, and another server listens on another port.
mkdir site
setsid python3 -m http.server --directory site 8000 > /dev/null 2>&1 < /dev/null &
docker create --name web4 --net host --pid host docker.io/library/httpd
docker start web4
