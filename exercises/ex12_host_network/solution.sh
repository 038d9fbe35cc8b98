docker run -d --name web4 --network host httpd:latest
curl --retry 5 --retry-connrefused localhost
