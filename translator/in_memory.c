#include "in_memory.h"

#include <stdlib.h>
#include <string.h>

#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#ifdef HAVE_LIBTCC

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <libtcc.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct n2c_program {
    TCCState *state;
    void *memory; /* the program's code and data, where the collector looks for pointers; or NULL */
    size_t size;
};

/* libtcc keeps its tables in static memory: one compilation at a time. */
static pthread_mutex_t libtcc_lock = PTHREAD_MUTEX_INITIALIZER;

/* What libtcc's code calls on its own, and libtcc1.a would give: the conversions between floats
 * and unsigned 64-bit integers that the machine has no instruction for. */
static uint64_t unsigned_of_double(double x)
{
    return x < 9223372036854775808.0
               ? (uint64_t)(int64_t)x
               : (uint64_t)(int64_t)(x - 9223372036854775808.0) + 0x8000000000000000U;
}

static uint64_t unsigned_of_float(float x)
{
    return unsigned_of_double((double)x);
}

static double double_of_unsigned(uint64_t x)
{
    return (double)x;
}

static float float_of_unsigned(uint64_t x)
{
    return (float)x;
}

#define SYSTEM_HEADERS "" /* of what is called only where these are read, not the small ones */

typedef struct Function {
    const char *header; /* that declares it; NULL: libtcc calls it on its own */
    const char *name;
    void (*place)(void);
} Function;

static const Function functions[] = {
    {NULL, "__fixunsdfdi", (void (*)(void))unsigned_of_double},
    {NULL, "__fixunssfdi", (void (*)(void))unsigned_of_float},
    {NULL, "__floatundidf", (void (*)(void))double_of_unsigned},
    {NULL, "__floatundisf", (void (*)(void))float_of_unsigned},
    {NULL, "memcpy", (void (*)(void))memcpy},
    {NULL, "memmove", (void (*)(void))memmove},
    {NULL, "memset", (void (*)(void))memset},
#ifdef __GLIBC__
    /* What the system's headers make of these. */
    {SYSTEM_HEADERS, "fopen64", (void (*)(void))fopen},
    {SYSTEM_HEADERS, "stat64", (void (*)(void))stat},
    {SYSTEM_HEADERS, "readdir64", (void (*)(void))readdir},
    {SYSTEM_HEADERS, "getrlimit64", (void (*)(void))getrlimit},
    {"errno.h", "__errno_location", (void (*)(void))__errno_location},
#endif
    {"string.h", "strchr", (void (*)(void))(char *(*)(const char *, int))strchr},
#define FUNCTION(header, name) {header, #name, (void (*)(void))name},
#include "library.def"
#undef FUNCTION
};

enum { FUNCTION_COUNT = sizeof functions / sizeof *functions };

/* Which functions the headers declare that the text includes, besides those that have none. */
static void find_declared(const char *text, bool declared[FUNCTION_COUNT])
{
    static const char directive[] = "\n#include <";
    const char *at = text;

    while ((at = strstr(at, directive)) != NULL) {
        at += sizeof directive - 1;
        const size_t length = strcspn(at, ">");

        for (size_t i = 0; i < FUNCTION_COUNT; i++) {
            const char *header = functions[i].header;

            declared[i] |=
                header == NULL || (strncmp(header, at, length) == 0 && header[length] == '\0');
        }
    }
}

/* Tells libtcc of what the text can call: each function takes it as long as a line of C. With other
 * headers than the small ones the text may call all. */
static void add_library(TCCState *state, const MemorySource *source)
{
    bool has_all = source->headers == NULL || source->foreign[0] != NULL;
    bool declared[FUNCTION_COUNT] = {false};

    find_declared(source->text, declared);
    for (size_t i = 0; i < FUNCTION_COUNT; i++) {
        if (has_all || declared[i]) {
            const void *place = (const void *)(uintptr_t)functions[i].place;

            tcc_add_symbol(state, functions[i].name, place);
        }
    }
    tcc_add_symbol(state, "stdin", &stdin);
    tcc_add_symbol(state, "stdout", &stdout);
    tcc_add_symbol(state, "stderr", &stderr);
}

/* Foreign functions are wherever this process has them. */
static void add_foreign(TCCState *state, const char *const *names)
{
    for (; *names != NULL; names++) {
        const void *place = dlsym(RTLD_DEFAULT, *names);

        if (place != NULL) {
            tcc_add_symbol(state, *names, place);
        }
    }
}

/* Keeps the first message; the rest follows from it. */
static void keep_message(void *place, const char *text)
{
    char **message = place;

    if (*message == NULL) {
        *message = strdup(text);
    }
}

/* --- the collector --- */

static void *collector_library(void)
{
#ifdef LIBGC_NAME
    return dlopen(LIBGC_NAME, RTLD_NOW | RTLD_LOCAL); /* the same one each time */
#else
    return NULL;
#endif
}

bool memory_has_collector(void)
{
    return collector_library() != NULL;
}

static void add_collector(TCCState *state)
{
    static const char *const names[] = {
        "GC_init",
        "GC_malloc",
        "GC_malloc_atomic",
        "GC_malloc_uncollectable",
        "GC_realloc",
        "GC_free",
        "GC_ignore_warn_proc",
        "GC_set_warn_proc",
        "GC_register_finalizer_no_order",
        "GC_set_finalize_on_demand",
        "GC_should_invoke_finalizers",
        "GC_invoke_finalizers",
    };
    void *library = collector_library();

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        tcc_add_symbol(state, names[i], dlsym(library, names[i]));
    }
}

/* GC_add_roots or GC_remove_roots on the program's memory. */
static void tell_collector(const n2c_program *program, const char *name)
{
    char *memory = program->memory;
    void (*tell)(void *low, void *high) = NULL;
    void *place = dlsym(collector_library(), name);

    memcpy(&tell, &place, sizeof tell); /* C has no cast from void * to a function */
    tell(memory, memory + program->size);
}

/* Puts the program where the collector sees its data. */
static bool relocate_seen(n2c_program *program)
{
    int size = tcc_relocate(program->state, NULL);
    void *memory = MAP_FAILED;

    if (size > 0) {
        memory =
            mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    }
    if (memory == MAP_FAILED) {
        return false;
    }
    program->memory = memory;
    program->size = (size_t)size;
    if (tcc_relocate(program->state, memory) < 0) {
        return false;
    }
    tell_collector(program, "GC_add_roots");
    return true;
}

static void give_up_memory(n2c_program *program)
{
    if (program->memory != NULL) {
        tell_collector(program, "GC_remove_roots");
        (void)munmap(program->memory, program->size);
    }
}

static bool relocate(n2c_program *program, bool is_seen)
{
    return is_seen ? relocate_seen(program) : tcc_relocate(program->state, TCC_RELOCATE_AUTO) >= 0;
}

/* --- compiling --- */

static bool compile(n2c_program *program, const MemorySource *source, char **message)
{
    TCCState *state = program->state;

    tcc_set_error_func(state, message, keep_message);
    tcc_set_options(state, "-nostdlib -w");
    if (source->headers != NULL) {
        tcc_add_include_path(state, source->headers);
    }
    tcc_set_output_type(state, TCC_OUTPUT_MEMORY);
    add_library(state, source);
    add_foreign(state, source->foreign);
    if (source->uses_collector) {
        add_collector(state);
    }
    return tcc_compile_string(state, source->text) == 0 &&
           relocate(program, source->uses_collector);
}

static n2c_status make_program(const MemorySource *source, n2c_program *program, char **message)
{
    program->state = tcc_new();
    if (program->state == NULL) {
        return N2C_OUT_OF_MEMORY;
    }
    return compile(program, source, message) ? N2C_OK : N2C_ERROR;
}

n2c_status memory_compile(const MemorySource *source, n2c_program **program, char **message)
{
    n2c_program *made = calloc(1, sizeof *made);

    *message = NULL;
    if (made == NULL) {
        return N2C_OUT_OF_MEMORY;
    }
    pthread_mutex_lock(&libtcc_lock);
    n2c_status status = make_program(source, made, message);
    pthread_mutex_unlock(&libtcc_lock);
    if (status != N2C_OK) {
        n2c_program_free(made);
        made = NULL;
    }
    *program = made;
    return status;
}

void *n2c_lookup(n2c_program *program, const char *c_name)
{
    pthread_mutex_lock(&libtcc_lock);
    void *place = tcc_get_symbol(program->state, c_name);
    pthread_mutex_unlock(&libtcc_lock);
    return place;
}

void n2c_program_free(n2c_program *program)
{
    if (program == NULL) {
        return;
    }
    pthread_mutex_lock(&libtcc_lock);
    if (program->state != NULL) {
        tcc_delete(program->state);
    }
    give_up_memory(program);
    pthread_mutex_unlock(&libtcc_lock);
    free(program);
}

#else

bool memory_has_collector(void)
{
    return true; /* what is missing is libtcc */
}

n2c_status memory_compile(const MemorySource *source, n2c_program **program, char **message)
{
    (void)source;
    *program = NULL;
    *message = NULL;
    return N2C_UNSUPPORTED;
}

void *n2c_lookup(n2c_program *program, const char *c_name)
{
    (void)program;
    (void)c_name;
    return NULL;
}

void n2c_program_free(n2c_program *program)
{
    (void)program;
}

#endif
