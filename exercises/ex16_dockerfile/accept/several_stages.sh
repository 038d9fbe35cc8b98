# Several stages: one is the base of the last one, and one prepares the page.
# needs: docker
mkdir myweb
echo '<h1>My web</h1>' > myweb/index.html
cat > myweb/Dockerfile <<'END'
FROM centos:latest AS pages
WORKDIR /work
COPY index.html /work/index.html
RUN mkdir site && cp index.html site/
FROM httpd:latest AS Server
LABEL stage=server
ENV A=1
WORKDIR /usr/local/apache2/htdocs
EXPOSE 80
FROM server
LABEL stage=last
COPY --from=pages /work/site/ /usr/local/apache2/htdocs/
CMD ["httpd-foreground"]
END
docker build -t myweb:v1 myweb
docker run -d --name myweb myweb:v1
