# Images stored by containerd, where ids are different digests.
# needs: docker >= 25
docker save -o httpd.tar httpd:latest
echo '{"features": {"containerd-snapshotter": true}}' | sudo tee /etc/docker/daemon.json
sudo systemctl restart docker
docker load -i httpd.tar
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
docker info --format '{{.DriverStatus}}' | grep io.containerd.snapshotter
