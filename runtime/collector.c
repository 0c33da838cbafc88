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

//@ nb_exception_collected <gc.h> <stddef.h> <string.h>
/* As nb_exception_new, for fields that lead to what is collected. It is kept until the process
 * ends. */
NB_API nb_status nb_exception_collected(nb_context *ctx, size_t size, const nb_type *type,
                                        nb_str message, nb_exception **result)
{
    nb_exception *made = GC_malloc_uncollectable(size);

    if (made == NULL || !nb_keep_text(ctx, &message)) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    *made = (nb_exception){type, message, NULL, NULL, 0};
    *result = made;
    return NB_OK;
}
