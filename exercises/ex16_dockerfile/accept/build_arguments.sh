# Values that are given at the build.
mkdir myweb
echo '<h1>My web</h1>' > myweb/index.html
cat > myweb/Dockerfile <<'END'
ARG BASE
FROM ${BASE}
ARG VERSION=0
ARG PORT
LABEL version=$VERSION
ENV VERSION=${VERSION} PORT=${PORT:-80}
WORKDIR /usr/local/apache2/htdocs
COPY . .
RUN rm Dockerfile && echo $VERSION > version.txt
EXPOSE $PORT
CMD httpd-foreground
END
docker build --build-arg BASE=httpd --build-arg VERSION=1.2 --build-arg PORT=80 -t myweb:v1 myweb
docker run -d --name myweb myweb:v1
