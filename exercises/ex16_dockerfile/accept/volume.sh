# The image has a volume, an entrypoint with a command, and was built with more labels from within the folder.
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
VOLUME /usr/local/apache2/htdocs /data
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["exec httpd-foreground"]
END
cd myweb
docker build --label built=today -q -t myweb:v1 .
docker run -d --name myweb --restart always -p 80:80 myweb:v1
