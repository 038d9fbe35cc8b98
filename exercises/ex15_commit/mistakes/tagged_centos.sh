# Another name for centos itself.
# breaks: grown-from-centos, committed, command-set, page-served
docker tag centos:latest centos-web:v4
docker run -itd --name web centos-web:v4
