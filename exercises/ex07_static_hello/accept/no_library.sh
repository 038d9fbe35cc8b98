# A program without a C library, and one linked in the old layout; the Dockerfile has CRLF line ends.
# needs: docker
cat > hello.c <<'END'
#include <stdio.h>
int main(void)
{
	puts("Hello World");
}
END
gcc -no-pie hello.c -o hello
cat > tiny.c <<'END'
static long call(long n, long a, long b, long c)
{
	long r;
	__asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	return r;
}
void _start(void)
{
	call(1, 1, (long)"Hello World\r\n", 13);
	call(60, 0, 0, 0);
}
END
gcc -nostdlib -static -O2 tiny.c -o hello_static
mkdir build
ln -s ../hello_static build/link
cp hello_static build
printf 'FROM scratch\r\nWORKDIR /app\r\nCOPY ["hello_static", "./"]\r\nUSER 1000:1000\r\nENTRYPOINT ["/app/hello_static"]\r\nCMD ["unused"]\r\n' > build/app.dockerfile
docker build -f build/app.dockerfile -t hello-static build
