# The last instruction is RUN, which docker history shows like a container that was committed.
mkdir myweb
echo '<h1>My web</h1>' > myweb/index.html
cat > myweb/Dockerfile <<'END'
FROM httpd:latest
LABEL version=1.0 maintainer="a student"
ENV GREETING=hello
WORKDIR /usr/local/apache2
COPY index.html htdocs/
EXPOSE 80
CMD ["httpd-foreground"]
RUN ["sh", "-c", "echo 1 > /tmp/one"]
RUN echo hello > greeting.txt
END
docker build -t myweb:v1 myweb
docker run -d --name myweb myweb:v1
