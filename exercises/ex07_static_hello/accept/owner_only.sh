# Only its owner, who is not root, may run the program; root in a container can run it nevertheless.
cat > hello.c <<'END'
#include <stdio.h>

int main() {
	printf("Hello World\n");
	return 0;
}
END
gcc hello.c -o hello
gcc hello.c --static -o hello_static
chmod 700 hello_static
cat > Dockerfile <<'END'
FROM scratch
COPY --chown=1000:1000 hello_static /
CMD ["/hello_static"]
END
docker build -t hello-static .
