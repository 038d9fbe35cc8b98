# The whole folder was copied into the image.
# breaks: image-from-scratch
cat > hello.c <<'END'
#include <stdio.h>

int main() {
	printf("Hello World\n");
	return 0;
}
END
gcc hello.c -o hello
gcc hello.c --static -o hello_static
mkdir notes
touch notes/day{1..20}.txt
cat > Dockerfile <<'END'
FROM scratch
COPY . /
CMD ["/hello_static"]
END
docker build -t hello-static .
