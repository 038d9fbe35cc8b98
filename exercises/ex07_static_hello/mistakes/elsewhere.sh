# Everything is in one of root's directories, nothing in the student's home.
# breaks: source-exists, dynamic-binary, static-binary, dockerfile
sudo sh -s <<'SCRIPT'
mkdir /opt/hello
cd /opt/hello
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
SCRIPT
