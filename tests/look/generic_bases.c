/* ---- types ---- */

typedef struct Named Named;
typedef struct Count Count;
typedef struct Box_int64 Box_int64;
typedef struct Box_float64 Box_float64;

/* The table of Named and of each class derived from it. */
struct Named_vtable {
    const nb_type *type;
    void (*destroy)(nb_context *ctx, void *object);
    nb_status (*text)(nb_context *ctx, const Named *self, nb_str *result);
};

/* Something with a name. */
struct Named {
    const struct Named_vtable *vtable;
    int64_t references;
    nb_str name;
};

/* Holds a value. */
struct Box_int64 {
    Named named;
    int64_t value;
};

/* Holds a value. */
struct Box_float64 {
    Named named;
    double value;
};

struct Count {
    Box_int64 box_int64;
};

static const nb_type Named_type = {"Named", NULL};
static const nb_type Box_int64_type = {"Box", &Named_type};
static const nb_type Box_float64_type = {"Box", &Named_type};
static const nb_type Count_type = {"Count", &Box_int64_type};

/* ---- runtime for these types ---- */

static void Count_destroy(nb_context *ctx, void *object);
static void Box_float64_destroy(nb_context *ctx, void *object);

/* text of the object's class. */
NB_CHECKED static inline nb_status Named_text(nb_context *ctx, const Named *self, nb_str *result)
{
    return self->vtable->text(ctx, self, result);
}

/* Gives up an owner of what the place holds, which is left empty; the last one ends it. */
static inline void nb_release_Count(nb_context *ctx, Count **x)
{
    Count *gone = *x;

    *x = NULL;
    if (gone != NULL && gone->box_int64.named.references-- == 1) {
        nb_destroy(ctx, gone, Count_destroy);
    }
}

/* Gives up an owner of what the place holds, which is left empty; the last one ends it. */
static inline void nb_release_Box_float64(nb_context *ctx, Box_float64 **x)
{
    Box_float64 *gone = *x;

    *x = NULL;
    if (gone != NULL && gone->named.references-- == 1) {
        nb_destroy(ctx, gone, Box_float64_destroy);
    }
}

/* ---- module generic_bases ---- */

/* A place in generic_bases.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "generic_bases.ir", line})

static const int64_t Box_int64_MOST = 3;

NB_CHECKED nb_status generic_bases_told(nb_context *ctx, Named *named, Count *count,
                                        nb_str *result);
NB_CHECKED nb_status generic_bases_counted(nb_context *ctx, nb_str *result);
void generic_bases_release_str(nb_context *ctx, nb_str *x);
nb_context *generic_bases_context_new(void);
void generic_bases_context_free(nb_context *ctx);
const char *generic_bases_context_error(nb_context *ctx);

/* Takes over `name`. Raises nothing. */
static void Named_init(Named *self, nb_str name)
{
    self->name = name;
}

/* Raises MemoryError. */
NB_CHECKED static nb_status Named_text_impl(nb_context *ctx, const Named *self, nb_str *result)
{
    (void)ctx;
    *result = nb_retain_str(self->name);
    return NB_OK;
}

/* Takes over `name`. Raises nothing. */
static void Box_int64_init(Box_int64 *self, nb_str name, int64_t value)
{
    Named_init(&self->named, name);
    self->value = value;
}

/* Raises MemoryError. */
NB_CHECKED static nb_status Box_int64_text_impl(nb_context *ctx, const Named *named, nb_str *result)
{
    const Box_int64 *self = (const Box_int64 *)named;
    nb_str text_1 = {0}, text_2 = {0}, text_3 = {0};
    nb_status status = NB_OK;

    if (Named_text_impl(ctx, &self->named, &text_1) != NB_OK
        || nb_str_concat(ctx, text_1, NB_STR(": "), &text_2) != NB_OK
        || nb_str_of_int64(ctx, self->value, &text_3) != NB_OK
        || nb_str_concat(ctx, text_2, text_3, result) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("text", 15));
    }
    nb_release_str(ctx, &text_3);
    nb_release_str(ctx, &text_2);
    nb_release_str(ctx, &text_1);
    return status;
}

/* Takes over `name`. Raises nothing. */
static void Box_float64_init(Box_float64 *self, nb_str name, double value)
{
    Named_init(&self->named, name);
    self->value = value;
}

/* Raises MemoryError. */
NB_CHECKED static nb_status Box_float64_text_impl(nb_context *ctx, const Named *named,
                                                  nb_str *result)
{
    const Box_float64 *self = (const Box_float64 *)named;
    nb_str text_1 = {0}, text_2 = {0}, text_3 = {0};
    nb_status status = NB_OK;

    if (Named_text_impl(ctx, &self->named, &text_1) != NB_OK
        || nb_str_concat(ctx, text_1, NB_STR(": "), &text_2) != NB_OK
        || nb_str_of_float64(ctx, self->value, &text_3) != NB_OK
        || nb_str_concat(ctx, text_2, text_3, result) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("text", 15));
    }
    nb_release_str(ctx, &text_3);
    nb_release_str(ctx, &text_2);
    nb_release_str(ctx, &text_1);
    return status;
}

/* Frees a Box_float64 that has no owner. */
static void Box_float64_destroy(nb_context *ctx, void *object)
{
    Box_float64 *self = object;

    nb_release_str(ctx, &self->named.name);
    nb_free(ctx, self, sizeof *self);
}

/* The table of Box_float64. */
static const struct Named_vtable Box_float64_methods = {&Box_float64_type, Box_float64_destroy,
                                                        Box_float64_text_impl};

/* Makes a Box_float64, which takes over `name`. */
NB_CHECKED static nb_status Box_float64_new(nb_context *ctx, nb_str name, double value,
                                            Box_float64 **result)
{
    Box_float64 *self = nb_new(ctx, sizeof *self);

    *result = self; /* or NULL, so that it is never unset */
    if (self == NULL) {
        nb_release_str(ctx, &name);
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    self->named.vtable = &Box_float64_methods;
    self->named.references = 1;
    Box_float64_init(self, name, value);
    return NB_OK;
}

/* Raises nothing. */
static void Count_init(Count *self)
{
    Box_int64_init(&self->box_int64, NB_STR("count"), 0);
}

/* Raises nothing. */
static int64_t Count_step(Count *self)
{
    self->box_int64.value =
        nb_min_int64(nb_wrap_add_int64(self->box_int64.value, 1), Box_int64_MOST);
    return self->box_int64.value;
}

/* Frees a Count that has no owner. */
static void Count_destroy(nb_context *ctx, void *object)
{
    Count *self = object;

    nb_release_str(ctx, &self->box_int64.named.name);
    nb_free(ctx, self, sizeof *self);
}

/* The table of Count. */
static const struct Named_vtable Count_methods = {&Count_type, Count_destroy, Box_int64_text_impl};

/* Makes a Count. */
NB_CHECKED static nb_status Count_new(nb_context *ctx, Count **result)
{
    Count *self = nb_new(ctx, sizeof *self);

    *result = self; /* or NULL, so that it is never unset */
    if (self == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    self->box_int64.named.vtable = &Count_methods;
    self->box_int64.named.references = 1;
    Count_init(self);
    return NB_OK;
}

/* Raises MemoryError. */
NB_CHECKED nb_status generic_bases_told(nb_context *ctx, Named *named, Count *count, nb_str *result)
{
    nb_str text_1 = {0}, text_2 = {0};
    nb_status status = NB_OK;

    if (Named_text(ctx, named, &text_1) != NB_OK
        || nb_str_of_int64(ctx, Count_step(count), &text_2) != NB_OK
        || nb_str_concat(ctx, text_1, text_2, result) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("told", 27));
    }
    nb_release_str(ctx, &text_2);
    nb_release_str(ctx, &text_1);
    return status;
}

/* Raises MemoryError. */
NB_CHECKED nb_status generic_bases_counted(nb_context *ctx, nb_str *result)
{
    Box_float64 *object = NULL;
    Count *object_1 = NULL;
    nb_status status = NB_OK;

    if (Box_float64_new(ctx, NB_STR("half"), 0.5, &object) != NB_OK
        || Count_new(ctx, &object_1) != NB_OK
        || generic_bases_told(ctx, &object->named, object_1, result) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("counted", 30));
    }
    nb_release_Count(ctx, &object_1);
    nb_release_Box_float64(ctx, &object);
    return status;
}

/* Gives up a value that a function gave; a second time does nothing. */
void generic_bases_release_str(nb_context *ctx, nb_str *x)
{
    nb_release_str(ctx, x);
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *generic_bases_context_new(void)
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
void generic_bases_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *generic_bases_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
