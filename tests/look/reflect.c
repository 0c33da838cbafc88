/* ---- types ---- */

typedef struct Mark Mark;

/* A place in the plane. */
typedef struct Point {
    double x, y;
} Point;

/* The table of Mark and of each class derived from it. */
struct Mark_vtable {
    const nb_type *type;
    void (*destroy)(nb_context *ctx, void *object);
};

struct Mark {
    const struct Mark_vtable *vtable;
    int64_t references;
    nb_str name;
    Point at;
};

struct Point_alignment {
    char byte;
    Point value;
};

static const nb_field Point_fields[2] = {
    {"x", "float64", NB_KIND_FLOAT64, offsetof(Point, x), sizeof(double), NULL},
    {"y", "float64", NB_KIND_FLOAT64, offsetof(Point, y), sizeof(double), NULL}};
static const nb_description Point_description = {{"Point", NULL}, NB_KIND_STRUCT, sizeof(Point),
                                                 offsetof(struct Point_alignment, value), 2,
                                                 Point_fields, 0, NULL, 0, NULL};

struct Mark_alignment {
    char byte;
    Mark value;
};

static const nb_field Mark_fields[2] = {
    {"name", "str", NB_KIND_STR, offsetof(Mark, name), sizeof(nb_str), NULL},
    {"at", "Point", NB_KIND_STRUCT, offsetof(Mark, at), sizeof(Point), &Point_description}};
static const nb_method Mark_methods[1] = {{"rename", "fn(self, str)"}};
static const nb_description Mark_type = {{"Mark", NULL}, NB_KIND_CLASS, sizeof(Mark),
                                         offsetof(struct Mark_alignment, value), 2, Mark_fields, 1,
                                         Mark_methods, 0, NULL};

/* ---- module reflect ---- */

/* A place in reflect.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "reflect.ir", line})

NB_CHECKED nb_status reflect_place(nb_context *ctx, Mark *mark, Point *result);
NB_CHECKED nb_status reflect_field_names(nb_context *ctx, Mark *mark, nb_list_str **result);
void reflect_release_list_str(nb_context *ctx, nb_list_str **x);
nb_context *reflect_context_new(void);
void reflect_context_free(nb_context *ctx);
const char *reflect_context_error(nb_context *ctx);

/* Where the mark is, whatever it is called. Raises TypeError, AttributeError, MemoryError. */
NB_CHECKED nb_status reflect_place(nb_context *ctx, Mark *mark, Point *result)
{
    return nb_traced(ctx, nb_get_field(ctx, &Mark_type, mark, NB_STR("at"), "Point", result),
                     NB_AT("place", 14));
}

/* Raises MemoryError. */
NB_CHECKED nb_status reflect_field_names(nb_context *ctx, Mark *mark, nb_list_str **result)
{
    return nb_traced(ctx, nb_list_str_of_fields(ctx, &Mark_type, mark, result),
                     NB_AT("field_names", 16));
}

/* Gives up a value that a function gave; a second time does nothing. */
void reflect_release_list_str(nb_context *ctx, nb_list_str **x)
{
    nb_list_str_release(ctx, x);
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *reflect_context_new(void)
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
void reflect_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *reflect_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
