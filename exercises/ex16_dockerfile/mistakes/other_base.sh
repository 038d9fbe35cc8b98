# Starts from another image.
# breaks: dockerfile (partial)
mkdir myweb
echo '<h1>My web</h1>' > myweb/index.html
cat > myweb/Dockerfile <<'END'
FROM centos:latest
LABEL version=1.0 maintainer="a student"
ENV GREETING=hello
WORKDIR /usr/local/apache2
COPY index.html /var/www/html/
RUN yum install -y httpd
EXPOSE 80
CMD ["httpd", "-D", "FOREGROUND"]
END
docker build -t myweb:v1 myweb
docker run -d --name myweb myweb:v1
