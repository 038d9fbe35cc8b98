# The image was imported from an archive; there is no Dockerfile.
# breaks: dockerfile
cat > hello.c <<'END'
#include <stdio.h>

int main() {
	printf("Hello World\n");
	return 0;
}
END
gcc hello.c -o hello
gcc hello.c --static -o hello_static
tar -c hello_static | docker import -c 'CMD ["/hello_static"]' - hello-static
