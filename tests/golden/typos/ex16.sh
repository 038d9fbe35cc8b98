# The page has another ending.
mkdir myweb
echo '<h1>My web</h1>' > myweb/index.htm
cat > myweb/Dockerfile <<'END'
FROM httpd:latest
LABEL version=1.0 maintainer="a student"
ENV GREETING=hello
WORKDIR /usr/local/apache2
COPY index.htm htdocs/
RUN echo "$GREETING" > greeting.txt
EXPOSE 80
CMD ["httpd-foreground"]
END
docker build -t myweb:v1 myweb
docker run -d --name myweb myweb:v1
curl -s "http://$(docker inspect -f '{{.NetworkSettings.IPAddress}}' myweb)/"
