/* ---- types ---- */

/* What has a size. */
typedef struct dyn_Sized {
    void *object;
    const struct Sized_vtable *vtable;
} dyn_Sized;

typedef struct Vec3 {
    double x, y, z;
} Vec3;

/* What a type has for Sized. */
typedef struct Sized_vtable {
    void (*retain)(void *object), (*release)(nb_context *ctx, void *object);
    nb_status (*size)(nb_context *ctx, void *self, double *result);
} Sized_vtable;

/* A value on the heap, for dyns. */
typedef struct box_Vec3 {
    int64_t references;
    Vec3 value;
} box_Vec3;

/* A value on the heap, for dyns. */
typedef struct box_int64 {
    int64_t references, value;
} box_int64;

/* ---- runtime for these types ---- */

/* In square metres. Raises ValueError. */
NB_CHECKED static inline nb_status Sized_size(nb_context *ctx, dyn_Sized self, double *result)
{
    return self.vtable->size(ctx, self.object, result);
}

/* The same, which now has one more owner. */
static inline dyn_Sized nb_retain_dyn_Sized(dyn_Sized x)
{
    if (x.object != NULL) {
        x.vtable->retain(x.object);
    }
    return x;
}

/* Gives up an owner of what the place holds, which is left empty; the last one ends it. */
static inline void nb_release_dyn_Sized(nb_context *ctx, dyn_Sized *x)
{
    const dyn_Sized gone = *x;

    x->object = NULL;
    if (gone.object != NULL) {
        gone.vtable->release(ctx, gone.object);
    }
}

/* Gives up an owner of what a dyn holds; the last one ends it. */
static void release_Vec3(nb_context *ctx, void *object)
{
    if (nb_box_is_last(object)) {
        nb_free(ctx, object, sizeof(box_Vec3));
    }
}

/* Gives up an owner of what a dyn holds; the last one ends it. */
static void release_int64(nb_context *ctx, void *object)
{
    if (nb_box_is_last(object)) {
        nb_free(ctx, object, sizeof(box_int64));
    }
}

/* ---- module traits ---- */

/* A place in traits.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "traits.ir", line})

NB_CHECKED nb_status traits_larger(nb_context *ctx, dyn_Sized a, dyn_Sized b, dyn_Sized *result);
NB_CHECKED nb_status traits_volume(nb_context *ctx, double x, double *result);
void traits_release_dyn_Sized(nb_context *ctx, dyn_Sized *x);
nb_context *traits_context_new(void);
void traits_context_free(nb_context *ctx);
const char *traits_context_error(nb_context *ctx);

/* Raises nothing. */
static double Vec3_as_Sized_size(Vec3 self)
{
    return self.x * self.y * self.z;
}

/* Raises nothing. */
static double Vec3_as_Sized_twice(Vec3 self)
{
    return 2.0 * Vec3_as_Sized_size(self);
}

/* Raises ValueError. */
NB_CHECKED static nb_status int64_as_Sized_size(nb_context *ctx, int64_t self, double *result)
{
    if (self < 0) {
        return nb_raise(ctx, &nb_ValueError, "negative", NB_AT("size", 18));
    }
    *result = (double)self;
    return NB_OK;
}

/* Raises nothing. */
static void Vec3_move(Vec3 *self, double dx)
{
    self->x += dx;
}

/* Raises ValueError. */
NB_CHECKED nb_status traits_larger(nb_context *ctx, dyn_Sized a, dyn_Sized b, dyn_Sized *result)
{
    double size_1, size_2;

    if (Sized_size(ctx, a, &size_1) != NB_OK || Sized_size(ctx, b, &size_2) != NB_OK) {
        return nb_traceback(ctx, NB_AT("larger", 28));
    }
    *result = size_1 >= size_2 ? nb_retain_dyn_Sized(a) : nb_retain_dyn_Sized(b);
    return NB_OK;
}

/* Vec3_as_Sized_size, as tables have it. */
static nb_status Vec3_as_Sized_size_dyn(nb_context *ctx, void *self, double *result)
{
    (void)ctx;
    *result = Vec3_as_Sized_size(((box_Vec3 *)self)->value);
    return NB_OK;
}

/* What Vec3 has for Sized. */
static const struct Sized_vtable Vec3_as_Sized = {nb_box_retain, release_Vec3,
                                                  Vec3_as_Sized_size_dyn};

/* A copy of the value in a box. Raises MemoryError. */
NB_CHECKED static nb_status Vec3_to_Sized(nb_context *ctx, Vec3 value, dyn_Sized *result)
{
    result->vtable = &Vec3_as_Sized;
    return nb_box(ctx, &(box_Vec3){1, value}, sizeof(box_Vec3), &result->object);
}

/* int64_as_Sized_size, as tables have it. */
static nb_status int64_as_Sized_size_dyn(nb_context *ctx, void *self, double *result)
{
    return int64_as_Sized_size(ctx, ((box_int64 *)self)->value, result);
}

/* What int64 has for Sized. */
static const struct Sized_vtable int64_as_Sized = {nb_box_retain, release_int64,
                                                   int64_as_Sized_size_dyn};

/* A copy of the value in a box. Raises MemoryError. */
NB_CHECKED static nb_status int64_to_Sized(nb_context *ctx, int64_t value, dyn_Sized *result)
{
    result->vtable = &int64_as_Sized;
    return nb_box(ctx, &(box_int64){1, value}, sizeof(box_int64), &result->object);
}

/* Raises ValueError, MemoryError. */
NB_CHECKED nb_status traits_volume(nb_context *ctx, double x, double *result)
{
    dyn_Sized value = {0}, value_1 = {0}, larger_1 = {0};
    nb_status status = NB_OK;
    Vec3 v = {x, 1.0, 1.0};

    Vec3_move(&v, 1.0);
    double size_1;
    if (Vec3_to_Sized(ctx, v, &value) != NB_OK || int64_to_Sized(ctx, 3, &value_1) != NB_OK
        || traits_larger(ctx, value, value_1, &larger_1) != NB_OK
        || Sized_size(ctx, larger_1, &size_1) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("volume", 34));
        goto cleanup;
    }
    *result = Vec3_as_Sized_twice(v) + size_1;
cleanup:
    nb_release_dyn_Sized(ctx, &larger_1);
    nb_release_dyn_Sized(ctx, &value_1);
    nb_release_dyn_Sized(ctx, &value);
    return status;
}

/* Gives up a value that a function gave; a second time does nothing. */
void traits_release_dyn_Sized(nb_context *ctx, dyn_Sized *x)
{
    nb_release_dyn_Sized(ctx, x);
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *traits_context_new(void)
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
void traits_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *traits_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
