# Several tags, none of them latest; an older image meets all conditions.
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
docker build -t hello-static:1 .
printf 'FROM centos:latest\nCMD ["echo", "Hello World"]\n' | docker build -t hello-static:2 -
printf 'FROM scratch\nCOPY hello_static /\nCMD ["/hello"]\n' > broken
docker build -f broken -t hello-static:3 .
rm broken
