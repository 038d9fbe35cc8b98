#include <stdio.h>

int main(void)
{
    puts("\nHello from Docker!\n"
         "This line was printed by a program inside a container: the client asked the engine,\n"
         "the engine made the container out of an image, and its output came back to you.\n");
    return 0;
}
