# The image has no command to run.
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
END
docker build -t hello-static .
