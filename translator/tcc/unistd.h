#ifndef _UNISTD_H
#define _UNISTD_H
#include <stddef.h>
int rmdir(const char *);
int unlink(const char *);
char *getcwd(char *, size_t);
#endif
