#ifndef _GC_H
#define _GC_H
#include <stddef.h>
#define GC_INIT() GC_init()
void GC_init(void);
void *GC_malloc(size_t);
void *GC_malloc_atomic(size_t);
void *GC_malloc_uncollectable(size_t);
void *GC_realloc(void *, size_t);
void GC_free(void *);
void GC_ignore_warn_proc(char *, unsigned long);
void GC_set_warn_proc(void (*)(char *, unsigned long));
#endif
