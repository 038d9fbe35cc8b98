# Committed from a container instead, with the settings of the Dockerfile.
# breaks: built-from-it
mkdir myweb
echo '<h1>My web</h1>' > myweb/index.html
cat > myweb/Dockerfile <<'END'
FROM httpd:latest
LABEL version=1.0 maintainer="a student"
ENV GREETING=hello
WORKDIR /usr/local/apache2
COPY index.html htdocs/
RUN echo "$GREETING" > greeting.txt
EXPOSE 80
CMD ["httpd-foreground"]
END
docker run -d --name base httpd:latest
docker cp myweb/index.html base:/usr/local/apache2/htdocs/
docker exec base sh -c 'echo hello > greeting.txt'
docker commit -c 'LABEL version=1.0 maintainer="a student"' -c 'ENV GREETING=hello' -c 'WORKDIR /usr/local/apache2' -c 'EXPOSE 80' -c 'CMD ["httpd-foreground"]' base myweb:v1
docker run -d --name myweb myweb:v1
