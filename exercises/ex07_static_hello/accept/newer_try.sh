# The image is right; a newer one with the same name and another tag is not.
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
CMD ["/hello_static"]
END
docker build -t hello-static .
printf 'FROM centos:latest\nCMD ["sleep", "1000"]\n' | docker build -t hello-static:try -
