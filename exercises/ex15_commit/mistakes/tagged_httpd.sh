# Another name for httpd. The lab's stand-in for it has the layers of centos below its own.
# breaks: committed
docker tag httpd centos-web:v4
docker run -d --name web centos-web:v4
