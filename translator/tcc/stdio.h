#ifndef _STDIO_H
#define _STDIO_H
#include <stddef.h>
typedef struct _IO_FILE FILE;
extern FILE *stdin, *stdout, *stderr;
#define stdin stdin
#define stdout stdout
#define stderr stderr
#define EOF (-1)
#define _IONBF 2
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
int printf(const char *, ...);
int fprintf(FILE *, const char *, ...);
int snprintf(char *, size_t, const char *, ...);
int fputs(const char *, FILE *);
int fputc(int, FILE *);
int putc(int, FILE *);
struct _IO_FILE *fopen(const char *, const char *);
int fclose(FILE *);
int setvbuf(FILE *, char *, int, size_t);
size_t fread(void *, size_t, size_t, FILE *);
size_t fwrite(const void *, size_t, size_t, FILE *);
int fflush(FILE *);
int ferror(FILE *);
void clearerr(FILE *);
int feof(FILE *);
int fseek(FILE *, long, int);
long ftell(FILE *);
int getc(FILE *);
int remove(const char *);
int rename(const char *, const char *);
#endif
