# The page comes from another image.
# breaks: web5-running (partial)
docker run -d --name web5 -p 8080:80 centos:latest sh -c 'mkdir -p /www; echo hi > /www/index.html; exec busybox httpd -f -p 80 -h /www'
