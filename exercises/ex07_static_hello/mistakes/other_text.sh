# The program prints something else.
# breaks: image-says-hello
cat > hello.c <<'END'
#include <stdio.h>

int main() {
	printf("Hello Docker\n");
	return 0;
}
END
gcc hello.c -o hello
gcc hello.c --static -o hello_static
cat > Dockerfile <<'END'
FROM scratch
COPY hello_static /
CMD ["/hello_static"]
END
docker build -t hello-static .
