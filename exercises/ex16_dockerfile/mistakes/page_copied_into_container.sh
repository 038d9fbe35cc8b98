# The page went into the container, not into the image.
# breaks: file-inside, page-served (blocked)
mkdir myweb
echo '<h1>My web</h1>' > myweb/index.html
echo none > myweb/none.txt
cat > myweb/Dockerfile <<'END'
FROM httpd:latest
LABEL version=1.0 maintainer="a student"
ENV GREETING=hello
WORKDIR /usr/local/apache2
COPY none.txt htdocs/
RUN echo "$GREETING" > greeting.txt
EXPOSE 80
CMD ["httpd-foreground"]
END
docker build -t myweb:v1 myweb
docker run -d --name myweb myweb:v1
docker cp myweb/index.html myweb:/usr/local/apache2/htdocs/
