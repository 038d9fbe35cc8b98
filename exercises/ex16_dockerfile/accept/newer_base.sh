# The name of the base was given to a newer image afterwards.
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
docker build -t myweb:v1 myweb
docker run -d --name myweb myweb:v1
docker tag httpd:latest httpd:2.4
printf 'FROM httpd:2.4\nRUN echo newer > /newer\n' | docker build -t httpd:latest -
