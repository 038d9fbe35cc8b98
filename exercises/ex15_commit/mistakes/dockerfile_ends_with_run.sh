# Built from a Dockerfile whose last step is RUN, which docker history shows like a container's command.
# breaks: committed
mkdir web
cat > web/Dockerfile <<'END'
FROM centos:latest
CMD ["httpd", "-D", "FOREGROUND"]
RUN yum install -y httpd && echo hello > /var/www/html/index.html
END
docker build -t centos-web:v4 web
docker run -d --name web centos-web:v4
