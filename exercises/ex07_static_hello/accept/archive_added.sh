# The program is in an archive that ADD unpacks.
cat > hello.c <<'END'
#include <stdio.h>

int main() {
	printf("Hello World\n");
	return 0;
}
END
gcc hello.c -o hello
gcc hello.c --static -o hello_static
mkdir rootfs
cp hello_static rootfs/
tar -C rootfs -czf rootfs.tar.gz hello_static
cat > Dockerfile <<'END'
FROM scratch
ADD rootfs.tar.gz /
CMD ["/hello_static"]
END
docker build -t hello-static .
