# The dynamic program in the image, with its loader and its C library copied along.
# breaks: dockerfile, image-from-scratch
cat > hello.c <<'END'
#include <stdio.h>

int main() {
	printf("Hello World\n");
	return 0;
}
END
gcc hello.c -o hello
gcc hello.c --static -o hello_static
mkdir image
cp hello image
for file in $(ldd hello | grep -o '/[^ ]*'); do mkdir -p image${file%/*}; cp -L $file image$file; done
cat > image/Dockerfile <<'END'
FROM scratch
COPY hello /
COPY lib64 /lib64
COPY lib /lib
CMD ["/hello"]
END
docker build -t hello-static image
