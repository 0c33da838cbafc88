/* The standard modules: IR in library/, embedded at build time (embed_library.c writes
 * library_modules.c), so that `import random` needs no file. */
#ifndef N2C_LIBRARY_H
#define N2C_LIBRARY_H

#include <stddef.h>

typedef struct LibraryModule {
    const char *name; /* "random" */
    const char *text;
    size_t length;
} LibraryModule;

/* In the order of their names; the last one has the name NULL. */
extern const LibraryModule library_modules[];

#endif
