# After the load, httpd:latest was rebuilt with another command; its layers are the same.
# breaks: images-match
docker save -o ~/img.tar centos:latest httpd:latest
docker rmi centos:latest httpd:latest
docker load -i ~/img.tar
printf 'FROM httpd:latest\nCMD ["sleep", "1000"]\n' | docker build -t httpd:latest -
