/* What a function that can raise gives back, and the context: where execution stands. */

//@ nb_status NB_OK NB_RAISED
/* Whether a function returned, or raised: then the context tells what. */
typedef enum nb_status { NB_OK = 0, NB_RAISED = 1 } nb_status;

//@ nb_context
typedef struct nb_context nb_context;

//@ nb_type
/* A type of exception, and what it derives from. */
typedef struct nb_type {
    const char *name;
    const struct nb_type *base;
} nb_type;

//@ nb_frame
/* A place in the source, for tracebacks. */
typedef struct nb_frame {
    const char *function;
    const char *file;
    int line;
} nb_frame;

//@ NB_FRAMES
/* How many places a traceback keeps: the innermost. */
enum { NB_FRAMES = 64 };

//@ nb_context <stdbool.h> <stddef.h> <stdint.h>
/* Where execution stands: the exception in flight and how it came here, and what else is not the
 * process's: memory, globals, the end of the stack. */
struct nb_context {
    const nb_type *raised;
    const char *message;
    size_t message_size;
    nb_block *message_owner; /* what the last message that was computed lies in, or NULL */
    nb_exception *value; /* an exception as an object that the context owns, or NULL */
    bool has_value;      /* it is the one in flight; else another took its place */
    void (*drop)(nb_context *ctx); /* gives it up */
    int frame_count;     /* more than NB_FRAMES: the outer ones are not kept */
    nb_frame frames[NB_FRAMES];
    void *globals;
    nb_frame caller;       /* in C: the outermost place of tracebacks; its file NULL: not told */
    void *data;            /* the C caller's own */
    int32_t exit_status;   /* what the program gives back to who started it */
    uintptr_t stack_limit; /* no frame may lie below; UINTPTR_MAX: not known yet */
    int argument_count;
    char **arguments; /* of the program, its name first; NULL: it takes none */
    uint64_t hash_seed; /* of the keys' hashes; 0: not drawn yet */
    nb_allocator *allocator; /* of objects; NULL: they are kept until the context closes */
    int dying_depth;         /* how many objects are being destroyed within each other */
    nb_dying *dying;         /* those that wait for that, or NULL */
    nb_dying spare;          /* lets one wait for which there is no memory */
    nb_dying *kept;          /* objects that end with the context, the last first */
    nb_room description;     /* what nb_describe_raised gave last */
    nb_room settled;         /* the message of an exception that left a temporary scope */
    nb_arena arena; /* what it owns */
    void (*release)(nb_context *ctx); /* frees the memory; NULL: there is none */
};

//@ nb_context_open <stddef.h> <stdint.h>
/* Makes a context ready for use: nothing in flight, no memory. */
NB_API void nb_context_open(nb_context *ctx)
{
    ctx->raised = NULL;
    ctx->message_owner = NULL;
    ctx->value = NULL;
    ctx->has_value = false;
    ctx->drop = NULL;
    ctx->frame_count = 0;
    ctx->globals = NULL;
    ctx->caller = (nb_frame){NULL, NULL, 0};
    ctx->data = NULL;
    ctx->exit_status = 0;
    ctx->stack_limit = UINTPTR_MAX;
    ctx->argument_count = 0;
    ctx->arguments = NULL;
    ctx->hash_seed = 0;
    ctx->allocator = NULL;
    ctx->dying_depth = 0;
    ctx->dying = NULL;
    ctx->spare.object = NULL;
    ctx->kept = NULL;
    ctx->description = (nb_room){NULL, 0};
    ctx->settled = (nb_room){NULL, 0};
    ctx->arena = (nb_arena){NULL, NULL, 0};
    ctx->release = NULL;
}

//@ nb_end_kept <stddef.h>
/* Ends what was kept for that, the last first. */
NB_API void nb_end_kept(nb_context *ctx)
{
    while (ctx->kept != NULL) {
        const nb_dying *kept = ctx->kept;

        ctx->kept = kept->next;
        kept->destroy(ctx, kept->object);
    }
}

//@ nb_context_close <stddef.h>
/* Frees what the context owns: everything that was allocated through it. */
NB_API void nb_context_close(nb_context *ctx)
{
    nb_drop(ctx);
    nb_end_kept(ctx);
    if (ctx->release != NULL) {
        ctx->release(ctx);
    }
}

//@ nb_context_set_caller
/* Says which C code calls with the context from now on: the outermost place in tracebacks. The
 * texts live on; where `file` is NULL there is none. */
NB_API void nb_context_set_caller(nb_context *ctx, const char *function, const char *file, int line)
{
    ctx->caller = (nb_frame){function, file, line};
}

//@ nb_context_set_data
/* Gives the context a pointer of the C caller's own. */
NB_API void nb_context_set_data(nb_context *ctx, void *data)
{
    ctx->data = data;
}

//@ nb_context_data
/* The pointer of the C caller's own, NULL at first. */
NB_API void *nb_context_data(const nb_context *ctx)
{
    return ctx->data;
}

//@ NB_CHECKED
/* Before a function whose status must be looked at. */
#if defined(__GNUC__)
#define NB_CHECKED __attribute__((warn_unused_result))
#else
#define NB_CHECKED
#endif

//@ NB_NOINLINE
/* Before a function that must stay a function of its own. */
#if defined(__GNUC__)
#define NB_NOINLINE __attribute__((noinline))
#else
#define NB_NOINLINE
#endif

//@ NB_ALWAYS_INLINE
/* Before a function that is to be seen through, also where a compiler saves space: that it gives
 * NB_OK only for NB_OK. */
#if defined(__GNUC__) && defined(__OPTIMIZE_SIZE__)
#define NB_ALWAYS_INLINE __attribute__((always_inline))
#else
#define NB_ALWAYS_INLINE
#endif

//@ NB_PARALLEL_FOR
/* Before a loop whose iterations may run at the same time. */
#if defined(_OPENMP)
#define NB_PARALLEL_FOR _Pragma("omp parallel for")
#else
#define NB_PARALLEL_FOR
#endif
