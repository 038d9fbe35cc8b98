# The page comes from another image.
# breaks: web4-running (partial)
docker run -d --name web4 --network host centos:latest sh -c 'mkdir -p /www; echo hi > /www/index.html; exec busybox httpd -f -p 80 -h /www'
