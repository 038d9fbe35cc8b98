# A script instead of a program; an empty image has no shell to run it.
# breaks: static-binary, image-says-hello
cat > hello.c <<'END'
#include <stdio.h>

int main() {
	printf("Hello World\n");
	return 0;
}
END
gcc hello.c -o hello
cat > hello_static <<'END'
#!/bin/sh
echo Hello World
END
chmod +x hello_static
cat > Dockerfile <<'END'
FROM scratch
COPY hello_static /
CMD ["/hello_static"]
END
docker build -t hello-static .
