# -static was forgotten: both programs are linked dynamically, so the one in the image does not start.
# breaks: static-binary, image-says-hello
cat > hello.c <<'END'
#include <stdio.h>

int main() {
	printf("Hello World\n");
	return 0;
}
END
gcc hello.c -o hello
gcc hello.c -o hello_static
cat > Dockerfile <<'END'
FROM scratch
COPY hello_static /
CMD ["/hello_static"]
END
docker build -t hello-static .
