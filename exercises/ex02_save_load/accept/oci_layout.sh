# An archive in the OCI layout only, as other tools write it; Docker 25 and newer write both layouts.
# needs: docker >= 25
cd ~
docker save -o img.tar centos:latest httpd:latest
docker rmi centos:latest httpd:latest
docker load -i img.tar
tar --delete -f img.tar manifest.json repositories
tar -tf img.tar index.json
