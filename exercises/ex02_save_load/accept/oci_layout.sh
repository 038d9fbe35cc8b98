# An archive in the OCI layout only, as other tools write it; Docker from 25 on writes both layouts at once.
# needs: docker >= 25
cd ~
docker save -o img.tar centos:latest httpd:latest
docker rmi centos:latest httpd:latest
docker load -i img.tar
tar --delete -f img.tar manifest.json repositories
tar -tf img.tar index.json
