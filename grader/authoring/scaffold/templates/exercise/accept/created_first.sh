# Another valid solution: created, then started, with the address spelled out.
docker create --name [[ container ]] -p 0.0.0.0:[[ port ]]:80 httpd:latest
docker start [[ container ]]
