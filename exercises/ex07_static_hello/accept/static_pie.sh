# A stripped static PIE in a folder of its own, copied with ADD, run by ENTRYPOINT, under another tag.
cat > hello.c <<'END'
#include <stdio.h>

int main() {
	printf("Hello World\n");
	return 0;
}
END
gcc hello.c -o hello
gcc -static-pie -s hello.c -o hello_static
mkdir -p work/docker/day3
cp hello_static work/docker/day3/program
cd work/docker/day3
cat > Dockerfile <<'END'
# syntax-free, with a comment

from scratch
ADD program \
    # where it goes
    /usr/local/bin/program
ENTRYPOINT ["/usr/local/bin/program"]
END
docker build -t hello-static:v1 .
