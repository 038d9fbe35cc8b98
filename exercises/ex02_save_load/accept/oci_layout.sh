# An archive in the OCI layout only, as other tools write it; Engines from 25 on write both layouts at once.
cd ~
docker save -o img.tar centos:latest httpd:latest
docker rmi centos:latest httpd:latest
docker load -i img.tar
if tar -tf img.tar index.json; then
    tar --delete -f img.tar manifest.json
fi
