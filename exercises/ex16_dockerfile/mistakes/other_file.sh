# Another file was copied.
# breaks: file-inside, page-served (blocked)
mkdir myweb
echo '<h1>My web</h1>' > myweb/index.html
echo '<h1>Old</h1>' > myweb/old.html
cat > myweb/Dockerfile <<'END'
FROM httpd:latest
LABEL version=1.0 maintainer="a student"
ENV GREETING=hello
WORKDIR /usr/local/apache2
COPY old.html htdocs/index.html
RUN echo "$GREETING" > greeting.txt
EXPOSE 80
CMD ["httpd-foreground"]
END
docker build -t myweb:v1 myweb
docker run -d --name myweb myweb:v1
