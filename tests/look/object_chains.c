/* ---- types ---- */

typedef struct Version Version;

/* A list: `capacity` items have room before `items` must grow. */
typedef struct nb_list_Version {
    int64_t references;
    int64_t length;
    int64_t capacity;
    Version **items;
} nb_list_Version;

struct Version {
    int64_t references, number;
};

/* ---- runtime for these types ---- */

static void Version_destroy(nb_context *ctx, void *object);

/* Gives up an owner of what the place holds, which is left empty; the last one ends it. */
static inline void nb_release_Version(nb_context *ctx, Version **x)
{
    Version *gone = *x;

    *x = NULL;
    if (gone != NULL && gone->references-- == 1) {
        nb_destroy(ctx, gone, Version_destroy);
    }
}

/* The same, which now has one more owner. */
static inline Version *nb_retain_Version(Version *x)
{
    if (x != NULL) {
        x->references++;
    }
    return x;
}

/* ---- module object_chains ---- */

/* A place in object_chains.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "object_chains.ir", line})

NB_CHECKED nb_status object_chains_is_between(nb_context *ctx, Version *low, nb_str text,
                                              Version *high, bool *result);
NB_CHECKED nb_status object_chains_are_sorted(nb_context *ctx, nb_list_Version *versions,
                                              nb_str first, nb_str second, bool *result);
nb_context *object_chains_context_new(void);
void object_chains_context_free(nb_context *ctx);
const char *object_chains_context_error(nb_context *ctx);

/* Raises nothing. */
static void Version_init(Version *self, int64_t number)
{
    self->number = number;
}

/* Raises nothing. */
static bool Version_lt(const Version *self, Version *other)
{
    return self->number < other->number;
}

/* Frees a Version that has no owner. */
static void Version_destroy(nb_context *ctx, void *object)
{
    Version *self = object;

    nb_free(ctx, self, sizeof *self);
}

/* Makes a Version. */
NB_CHECKED static nb_status Version_new(nb_context *ctx, int64_t number, Version **result)
{
    Version *self = nb_new(ctx, sizeof *self);

    *result = self; /* or NULL, so that it is never unset */
    if (self == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    self->references = 1;
    Version_init(self, number);
    return NB_OK;
}

/* Raises ValueError, MemoryError. */
NB_CHECKED static nb_status parse(nb_context *ctx, nb_str text, Version **result)
{
    int64_t value;

    if (nb_int64_of_str(ctx, text, &value) != NB_OK || Version_new(ctx, value, result) != NB_OK) {
        return nb_traceback(ctx, NB_AT("parse", 10));
    }
    return NB_OK;
}

/* Raises ValueError, MemoryError. */
NB_CHECKED nb_status object_chains_is_between(nb_context *ctx, Version *low, nb_str text,
                                              Version *high, bool *result)
{
    Version *parse_1 = NULL;

    if (parse(ctx, text, &parse_1) != NB_OK) {
        return nb_traceback(ctx, NB_AT("is_between", 13));
    }
    const bool condition = Version_lt(low, parse_1) && Version_lt(parse_1, high);
    nb_release_Version(ctx, &parse_1);
    *result = condition;
    return NB_OK;
}

/* Raises ValueError, MemoryError. */
NB_CHECKED nb_status object_chains_are_sorted(nb_context *ctx, nb_list_Version *versions,
                                              nb_str first, nb_str second, bool *result)
{
    Version *version = NULL, *parse_1 = NULL;
    nb_status status = NB_OK;

    for (int64_t i = 0; i < versions->length; i++) {
        version = nb_retain_Version(versions->items[i]);
        if (parse(ctx, first, &parse_1) != NB_OK) {
            status = nb_traceback(ctx, NB_AT("are_sorted", 18));
            goto cleanup;
        }
        bool condition = Version_lt(version, parse_1);
        nb_release_Version(ctx, &version);
        if (condition) {
            Version *parse_2 = NULL;

            if (parse(ctx, second, &parse_2) != NB_OK) {
                status = nb_traceback(ctx, NB_AT("are_sorted", 18));
                goto cleanup;
            }
            condition = Version_lt(parse_1, parse_2);
            nb_release_Version(ctx, &parse_2);
        }
        nb_release_Version(ctx, &parse_1);
        if (!condition) {
            *result = false;
            goto cleanup;
        }
    }
    *result = true;
cleanup:
    nb_release_Version(ctx, &parse_1);
    nb_release_Version(ctx, &version);
    return status;
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *object_chains_context_new(void)
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
void object_chains_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *object_chains_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
