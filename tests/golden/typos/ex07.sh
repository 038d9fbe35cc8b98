# The image's name has an underscore.
cat > hello.c <<'END'
#include <stdio.h>

int main() {
	printf("Hello World\n");
	return 0;
}
END
gcc hello.c -o hello
gcc hello.c --static -o hello_static
mkdir hello-image
cp hello_static hello-image
cat > hello-image/Dockerfile <<'END'
FROM scratch
COPY hello_static /
CMD ["/hello_static"]
END
docker build -t hello_static hello-image
docker run --rm hello_static
