#ifndef _SYS_RESOURCE_H
#define _SYS_RESOURCE_H
typedef unsigned long rlim_t;
struct rlimit {
    rlim_t rlim_cur;
    rlim_t rlim_max;
};
#define RLIMIT_STACK 3
#define RLIM_INFINITY (~0UL)
int getrlimit(int, struct rlimit *);
#endif
