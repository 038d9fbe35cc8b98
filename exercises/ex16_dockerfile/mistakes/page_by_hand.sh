# The page is in another folder of the image; it was copied to the right one in the container.
# breaks: page-served
mkdir myweb
echo '<h1>My web</h1>' > myweb/index.html
cat > myweb/Dockerfile <<'END'
FROM httpd:latest
LABEL version=1.0 maintainer="a student"
ENV GREETING=hello
WORKDIR /usr/local/apache2
COPY index.html .
RUN echo "$GREETING" > greeting.txt
EXPOSE 80
CMD ["httpd-foreground"]
END
docker build -t myweb:v1 myweb
docker run -d --name myweb myweb:v1
docker exec myweb cp index.html htdocs/
