# The command of the image is a shell, and the server was started by hand.
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
EXPOSE 80
CMD ["bash"]
END
docker build -t myweb:v1 myweb
docker run -itd --name myweb myweb:v1
docker exec -d myweb httpd-foreground
