# The image contains the dynamic program without the loader that it needs.
# breaks: dockerfile, image-says-hello
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
COPY hello /
CMD ["/hello"]
END
docker build -t hello-static .
