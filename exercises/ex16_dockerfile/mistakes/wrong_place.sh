# The Dockerfile is in the home directory, not in the folder.
# breaks: dockerfile, built-from-it (blocked)
mkdir myweb
echo '<h1>My web</h1>' > myweb/index.html
cat > Dockerfile <<'END'
FROM httpd:latest
LABEL version=1.0 maintainer="a student"
ENV GREETING=hello
WORKDIR /usr/local/apache2
COPY myweb/index.html htdocs/
RUN echo "$GREETING" > greeting.txt
EXPOSE 80
CMD ["httpd-foreground"]
END
docker build -t myweb:v1 .
docker run -d --name myweb myweb:v1
