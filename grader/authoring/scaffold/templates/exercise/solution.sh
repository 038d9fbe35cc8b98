# A valid solution: it must earn full marks.
docker run -d --name [[ container ]] -p [[ port ]]:80 httpd:latest
