# The server listens on another port.
# breaks: page-served
mkdir myweb
echo '<h1>My web</h1>' > myweb/index.html
cat > myweb/Dockerfile <<'END'
FROM httpd:latest
LABEL version=1.0 maintainer="a student"
ENV GREETING=hello
WORKDIR /usr/local/apache2
COPY index.html htdocs/
RUN echo "$GREETING" > greeting.txt
EXPOSE 8080
CMD ["busybox", "httpd", "-f", "-p", "8080", "-h", "/usr/local/apache2/htdocs"]
END
docker build -t myweb:v1 myweb
docker run -d --name myweb myweb:v1
