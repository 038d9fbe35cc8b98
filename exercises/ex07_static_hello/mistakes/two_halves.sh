# The right image has one tag, the image that greets has another.
# breaks: image-says-hello
cat > hello.c <<'END'
#include <stdio.h>

int main() {
	printf("Hello World\n");
	return 0;
}
END
gcc hello.c -o hello
gcc hello.c --static -o hello_static
cat > Dockerfile <<'END'
FROM scratch
COPY hello_static /
CMD ["/hello"]
END
docker build -t hello-static .
printf 'FROM centos:latest\nCMD ["echo", "Hello World"]\n' | docker build -t hello-static:2 -
