/* ---- types ---- */

typedef struct Link Link;

struct Link {
    int64_t references, x;
};

/* ---- runtime for these types ---- */

static void Link_destroy(nb_context *ctx, void *object);

/* Gives up an owner of what the place holds, which is left empty; the last one ends it. */
static inline void nb_release_Link(nb_context *ctx, Link **x)
{
    Link *gone = *x;

    *x = NULL;
    if (gone != NULL && gone->references-- == 1) {
        nb_destroy(ctx, gone, Link_destroy);
    }
}

/* ---- module finaliser_loop ---- */

/* A place in finaliser_loop.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "finaliser_loop.ir", line})

NB_CHECKED nb_status finaliser_loop_total(nb_context *ctx, nb_list_int64 *xs, int64_t *result);
nb_context *finaliser_loop_context_new(void);
void finaliser_loop_context_free(nb_context *ctx);
const char *finaliser_loop_context_error(nb_context *ctx);

/* Raises nothing. */
static void Link_init(Link *self, int64_t x)
{
    self->x = x;
}

/* Raises nothing. */
static void Link_del(const Link *self)
{
    nb_print_text("end ");
    nb_print_int64(self->x, "\n");
}

/* Frees a Link that has no owner. */
static void Link_destroy(nb_context *ctx, void *object)
{
    Link *self = object;

    self->references = 1;
    Link_del(self);
    if (self->references-- > 1) {
        return;
    }
    nb_free(ctx, self, sizeof *self);
}

/* Makes a Link. */
NB_CHECKED static nb_status Link_new(nb_context *ctx, int64_t x, Link **result)
{
    Link *self = nb_new(ctx, sizeof *self);

    *result = self; /* or NULL, so that it is never unset */
    if (self == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    self->references = 1;
    Link_init(self, x);
    return NB_OK;
}

/* Raises RuntimeError, MemoryError. */
NB_CHECKED nb_status finaliser_loop_total(nb_context *ctx, nb_list_int64 *xs, int64_t *result)
{
    int64_t sum = 0;
    const int64_t length = xs->length;

    for (int64_t i = 0; i < length; i++) {
        if (xs->length != length) {
            return nb_raise(ctx, &nb_RuntimeError, "list changed size during iteration",
                            NB_AT("total", 10));
        }
        const int64_t x = xs->items[i];
        sum = nb_wrap_add_int64(sum, x);
    }
    if (nb_list_int64_append(ctx, xs, sum) != NB_OK) {
        return nb_traceback(ctx, NB_AT("total", 11));
    }
    Link *object;
    if (Link_new(ctx, 3, &object) != NB_OK) {
        return nb_traceback(ctx, NB_AT("total", 12));
    }
    const int64_t value = nb_wrap_add_int64(sum, object->x);
    nb_release_Link(ctx, &object);
    *result = value;
    return NB_OK;
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *finaliser_loop_context_new(void)
{
    nb_context *ctx = malloc(sizeof *ctx);

    if (ctx == NULL) {
        return NULL;
    }
    nb_context_open(ctx);
    ctx->allocator = &nb_heap;
    return ctx;
}

/* Frees the context and what was allocated through it. */
void finaliser_loop_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *finaliser_loop_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
