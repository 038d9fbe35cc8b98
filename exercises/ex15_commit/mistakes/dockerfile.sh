# Built from a Dockerfile instead.
# breaks: committed
mkdir web
cat > web/Dockerfile <<'END'
FROM centos:latest
RUN yum install -y httpd && echo hello > /var/www/html/index.html
CMD ["httpd", "-D", "FOREGROUND"]
END
docker build -t centos-web:v4 web
docker run -d --name web centos-web:v4
