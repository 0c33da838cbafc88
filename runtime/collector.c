/* The Boehm collector: where what may form cycles comes from. These parts go into the output file
 * even where the rest is the shared library's, which does without the collector. */

//@ nb_collector_allocate <gc.h> <stddef.h> <string.h>
/* A block of the collector's, which finds what its pointers lead to. */
NB_API void *nb_collector_allocate(nb_allocator *from, size_t size, unsigned kind)
{
    (void)from;
    if ((kind & NB_PLAIN) == 0) {
        return GC_malloc(size); /* zero bytes */
    }
    void *block = GC_malloc_atomic(size);

    return block != NULL && (kind & NB_ZEROED) != 0 ? memset(block, 0, size) : block;
}

//@ nb_collector_resize <gc.h> <stddef.h>
/* The collector's block, of its kind, with another size. */
NB_API void *nb_collector_resize(nb_allocator *from, void *block, size_t old_size, size_t size)
{
    (void)from;
    (void)old_size;
    return GC_realloc(block, size);
}

//@ nb_collector_release <gc.h> <stddef.h>
/* Gives a block back before the collector finds it. */
NB_API void nb_collector_release(nb_allocator *from, void *block, size_t size)
{
    (void)from;
    (void)size;
    GC_free(block);
}

//@ nb_collector <gc.h>
/* The collector's memory, made ready. It looks for pointers on the stack, in static data and in its
 * own blocks. */
NB_API nb_allocator *nb_collector(void)
{
    static nb_allocator collector = {nb_collector_allocate, nb_collector_resize,
                                     nb_collector_release};

    GC_INIT();
    GC_set_warn_proc(GC_ignore_warn_proc); /* what does not fit raises MemoryError */
    return &collector;
}

//@ nb_ending <stddef.h>
/* An object of the collector's whose __del__ is still to be called. */
typedef struct nb_ending {
    struct nb_ending *next;
    struct nb_ending *previous; /* NULL: it is the newest */
    nb_context *ctx;
    void *object; /* not kept by this: the collector does not look into the C library's memory */
    void (*end)(nb_context *ctx, void *object);
} nb_ending;

//@ nb_endings <stddef.h>
/* Those of all contexts, the newest first: the collector is the process's, too. */
NB_API nb_ending *nb_endings = NULL;

//@ nb_end <stddef.h> <stdlib.h>
/* Ends an object: it is out of the list before its __del__ runs. */
NB_API void nb_end(nb_ending *ending)
{
    const nb_ending gone = *ending;

    if (gone.next != NULL) {
        gone.next->previous = gone.previous;
    }
    if (gone.previous != NULL) {
        gone.previous->next = gone.next;
    } else {
        nb_endings = gone.next;
    }
    free(ending);
    gone.end(gone.ctx, gone.object);
}

//@ nb_end_found
/* What the collector calls for an object that nothing reaches any more. */
NB_API void nb_end_found(void *object, void *ending)
{
    (void)object;
    nb_end(ending);
}

//@ nb_end_waiting <gc.h> <stdbool.h>
/* Ends the objects that the collector has found; not while one of them is being ended. */
NB_API void nb_end_waiting(void)
{
    static bool is_ending = false;

    if (!is_ending && GC_should_invoke_finalizers()) {
        is_ending = true;
        (void)GC_invoke_finalizers();
        is_ending = false;
    }
}

//@ nb_end_once <gc.h> <stddef.h> <stdlib.h>
/* Lets `end` be called once: some time after nothing reaches the object, or when its context ends.
 * Raises MemoryError. */
NB_API nb_status nb_end_once(nb_context *ctx, void *object,
                             void (*end)(nb_context *ctx, void *object))
{
    nb_ending *ending = malloc(sizeof *ending);

    if (ending == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    *ending = (nb_ending){nb_endings, NULL, ctx, object, end};
    if (nb_endings != NULL) {
        nb_endings->previous = ending;
    }
    nb_endings = ending;
    GC_set_finalize_on_demand(1); /* nb_end_waiting says when */
    GC_register_finalizer_no_order(object, nb_end_found, ending, NULL, NULL);
    return NB_OK;
}

//@ nb_end_all <gc.h> <stddef.h>
/* Ends the context's objects that are left, the newest first, whoever reaches them. */
NB_API void nb_end_all(nb_context *ctx)
{
    (void)GC_invoke_finalizers(); /* what waits for that must not stand in the list */
    nb_ending *ending = nb_endings;

    while (ending != NULL) {
        if (ending->ctx != ctx) {
            ending = ending->next;
            continue;
        }
        GC_register_finalizer_no_order(ending->object, NULL, NULL, NULL, NULL);
        nb_end(ending);
        (void)GC_invoke_finalizers();
        ending = nb_endings;
    }
}
