# hello.c is a directory, with the source inside.
# breaks: source-exists
mkdir hello.c
cat > hello.c/main.c <<'END'
#include <stdio.h>

int main() {
	printf("Hello World\n");
	return 0;
}
END
gcc hello.c/main.c -o hello
gcc hello.c/main.c --static -o hello_static
cat > Dockerfile <<'END'
FROM scratch
COPY hello_static /
CMD ["/hello_static"]
END
docker build -t hello-static .
