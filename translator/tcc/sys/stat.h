#ifndef _SYS_STAT_H
#define _SYS_STAT_H
struct stat {
    unsigned long st_dev;
    unsigned long st_ino;
#ifdef __x86_64__
    unsigned long st_nlink;
#endif
    unsigned st_mode;
    char st_rest[128];
};
#define S_ISDIR(mode) (((mode) & 0170000) == 0040000)
#define S_ISREG(mode) (((mode) & 0170000) == 0100000)
int stat(const char *, struct stat *);
int mkdir(const char *, unsigned);
#endif
