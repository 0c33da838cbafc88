/* ---- types ---- */

typedef struct dyn_Shown {
    void *object;
    const struct Shown_vtable *vtable;
} dyn_Shown;

/* What a type has for Shown. */
typedef struct Shown_vtable {
    void (*retain)(void *object), (*release)(nb_context *ctx, void *object);
    int64_t (*show_int64)(void *self, int64_t n), (*show_str)(void *self, nb_str s);
} Shown_vtable;

/* A value on the heap, for dyns. */
typedef struct box_int64 {
    int64_t references, value;
} box_int64;

/* ---- runtime for these types ---- */

/* Raises nothing. */
static inline int64_t Shown_show_int64(dyn_Shown self, int64_t n)
{
    return self.vtable->show_int64(self.object, n);
}

/* Raises nothing. */
static inline int64_t Shown_show_str(dyn_Shown self, nb_str s)
{
    return self.vtable->show_str(self.object, s);
}

/* Gives up an owner of what the place holds, which is left empty; the last one ends it. */
static inline void nb_release_dyn_Shown(nb_context *ctx, dyn_Shown *x)
{
    const dyn_Shown gone = *x;

    x->object = NULL;
    if (gone.object != NULL) {
        gone.vtable->release(ctx, gone.object);
    }
}

/* Gives up an owner of what a dyn holds; the last one ends it. */
static void release_int64(nb_context *ctx, void *object)
{
    if (nb_box_is_last(object)) {
        nb_free(ctx, object, sizeof(box_int64));
    }
}

/* ---- module overloads ---- */

/* A place in overloads.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "overloads.ir", line})

double overloads_show_all(dyn_Shown s, double x);
NB_CHECKED nb_status overloads_seven(nb_context *ctx, double *result);
nb_context *overloads_context_new(void);
void overloads_context_free(nb_context *ctx);
const char *overloads_context_error(nb_context *ctx);

/* Raises nothing. */
static int64_t int64_as_Shown_show_int64(int64_t self, int64_t n)
{
    return nb_wrap_add_int64(self, n);
}

/* Raises nothing. */
static int64_t int64_as_Shown_show_str(int64_t self, nb_str s)
{
    return int64_as_Shown_show_int64(self, s.length);
}

/* Raises nothing. */
static int64_t twice_int64(int64_t x)
{
    return nb_wrap_multiply_int64(2, x);
}

/* Raises nothing. */
static double twice_float64(double x)
{
    return x + x;
}

/* Raises nothing. */
double overloads_show_all(dyn_Shown s, double x)
{
    return twice_float64(x)
           + (double)nb_wrap_add_int64(twice_int64(Shown_show_int64(s, 1)),
                                       Shown_show_str(s, NB_STR("a")));
}

/* int64_as_Shown_show_int64, as tables have it. */
static int64_t int64_as_Shown_show_int64_dyn(void *self, int64_t n)
{
    return int64_as_Shown_show_int64(((box_int64 *)self)->value, n);
}

/* int64_as_Shown_show_str, as tables have it. */
static int64_t int64_as_Shown_show_str_dyn(void *self, nb_str s)
{
    return int64_as_Shown_show_str(((box_int64 *)self)->value, s);
}

/* What int64 has for Shown. */
static const struct Shown_vtable int64_as_Shown = {nb_box_retain, release_int64,
                                                   int64_as_Shown_show_int64_dyn,
                                                   int64_as_Shown_show_str_dyn};

/* A copy of the value in a box. Raises MemoryError. */
NB_CHECKED static nb_status int64_to_Shown(nb_context *ctx, int64_t value, dyn_Shown *result)
{
    result->vtable = &int64_as_Shown;
    return nb_box(ctx, &(box_int64){1, value}, sizeof(box_int64), &result->object);
}

/* Raises MemoryError. */
NB_CHECKED nb_status overloads_seven(nb_context *ctx, double *result)
{
    dyn_Shown value;

    if (int64_to_Shown(ctx, 5, &value) != NB_OK) {
        return nb_traceback(ctx, NB_AT("seven", 19));
    }
    const double show_all_1 = overloads_show_all(value, 1.5);
    nb_release_dyn_Shown(ctx, &value);
    *result = show_all_1;
    return NB_OK;
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *overloads_context_new(void)
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
void overloads_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *overloads_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
