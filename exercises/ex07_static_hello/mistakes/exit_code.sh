# main returns what printf returns: 12.
# breaks: image-says-hello
cat > hello.c <<'END'
#include <stdio.h>

int main() {
	return printf("Hello World\n");
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
