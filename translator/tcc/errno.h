#ifndef _ERRNO_H
#define _ERRNO_H
int *__errno_location(void);
#define errno (*__errno_location())
#define ERANGE 34
#define ENOMEM 12
#endif
