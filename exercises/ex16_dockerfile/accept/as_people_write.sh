# Lower case, tabs, comments and continuation lines; ADD, and ENTRYPOINT in its shell form.
mkdir myweb
echo '<h1>My web</h1>' > myweb/index.html
cat > myweb/Dockerfile <<'END'
# A page of mine
from docker.io/library/httpd:latest
label org.example.title='My web' \
      org.example.note="it's \"mine\""
label description="This text shows \
that a value can span \
   several	lines."
# an older form
ENV GREETING hello there

env FIRST=one\ word \
    # in between
    SECOND="$GREETING, ${HTTPD_PREFIX}"
workdir htdocs
add	index.html	.
run true && \
    echo "$FIRST"   >   /tmp/first.txt
expose 80/tcp 8443
entrypoint exec httpd-foreground
END
docker build -t docker.io/library/myweb:v1 myweb
docker run -itd -p 8080:80 --name myweb myweb:v1
