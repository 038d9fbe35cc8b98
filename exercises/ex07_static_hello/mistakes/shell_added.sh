# From scratch, but with a shell copied in from another image.
# breaks: image-from-scratch
# needs: docker
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
FROM centos:latest AS tools
FROM scratch
COPY --from=tools /bin/bash /bin/bash
COPY hello_static /
CMD /hello_static
SHELL ["/bin/bash", "-c"]
CMD /hello_static
END
docker build -t hello-static .
