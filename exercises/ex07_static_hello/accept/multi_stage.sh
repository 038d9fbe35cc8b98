# A multi-stage build whose last stage is scratch, named by an argument; there are other Dockerfiles and images.
cat > hello.c <<'END'
#include <stdio.h>

int main() {
	printf("Hello World\n");
	return 0;
}
END
gcc hello.c -o hello
gcc hello.c -static -o hello_static
mkdir web image
printf 'FROM centos:latest\nRUN touch /a\n' > web/Dockerfile
docker build -t web web
cat > image/Containerfile.hello <<'END'
ARG EMPTY=scratch
FROM centos:latest AS build
COPY hello_static /out/hello_static
RUN chmod 755 /out/hello_static

FROM ${EMPTY} AS final
LABEL maintainer="student"
COPY --from=build /out/hello_static /hello_static
CMD [ "/hello_static" ]
END
docker build -f image/Containerfile.hello -t hello-static:2026 .
docker tag hello-static:2026 student/hello:1
docker run --name once hello-static:2026
