# Built from centos instead of scratch.
# breaks: dockerfile, image-from-scratch
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
FROM centos:latest
COPY hello_static /
CMD ["/hello_static"]
END
docker build -t hello-static .
