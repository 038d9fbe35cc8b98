# The container was stopped.
# breaks: exists, works (blocked)
docker run -d --name [[ container ]] -p [[ port ]]:80 httpd:latest
docker stop -t 1 [[ container ]]
