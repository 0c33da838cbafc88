/* ---- types ---- */

typedef struct Circle Circle;

/* What has an area. */
typedef struct dyn_Shape {
    void *object;
    const struct Shape_vtable *vtable;
} dyn_Shape;

/* A list: `capacity` items have room before `items` must grow. */
typedef struct nb_list_dyn_Shape {
    int64_t references;
    int64_t length;
    int64_t capacity;
    dyn_Shape *items;
} nb_list_dyn_Shape;

struct Circle {
    int64_t references;
    double radius;
};

/* What a type has for Shape. */
typedef struct Shape_vtable {
    const nb_type *(*type)(void *self);
    void (*retain)(void *object), (*release)(nb_context *ctx, void *object);
    double (*area)(void *self);
    nb_status (*scale)(nb_context *ctx, void *self, double by);
    nb_str (*label)(void *self);
} Shape_vtable;

static const nb_type Circle_type = {"Circle", NULL};

/* ---- runtime for these types ---- */

static void Circle_destroy(nb_context *ctx, void *object);

/* In square metres. Raises nothing. */
static inline double Shape_area(dyn_Shape self)
{
    return self.vtable->area(self.object);
}

/* The type of what it holds. */
static inline const nb_type *Shape_type(dyn_Shape self)
{
    return self.vtable->type(self.object);
}

/* Gives up an owner of what the place holds, which is left empty; the last one ends it. */
static inline void nb_release_Circle(nb_context *ctx, Circle **x)
{
    Circle *gone = *x;

    *x = NULL;
    if (gone != NULL && gone->references-- == 1) {
        nb_destroy(ctx, gone, Circle_destroy);
    }
}

/* ---- module shapes ---- */

void Circle_init(Circle *self, double radius);
double shapes_total(nb_list_dyn_Shape *shapes);
bool shapes_is_circle(dyn_Shape shape);
NB_CHECKED nb_status Circle_new(nb_context *ctx, double radius, Circle **result);
void shapes_release_Circle(nb_context *ctx, Circle **x);
nb_context *shapes_context_new(void);
void shapes_context_free(nb_context *ctx);
const char *shapes_context_error(nb_context *ctx);

/* Raises nothing. */
void Circle_init(Circle *self, double radius)
{
    self->radius = radius;
}

/* Frees a Circle that has no owner. */
static void Circle_destroy(nb_context *ctx, void *object)
{
    Circle *self = object;

    nb_free(ctx, self, sizeof *self);
}

/* Makes a Circle. */
NB_CHECKED nb_status Circle_new(nb_context *ctx, double radius, Circle **result)
{
    Circle *self = nb_new(ctx, sizeof *self);

    *result = self; /* or NULL, so that it is never unset */
    if (self == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    self->references = 1;
    Circle_init(self, radius);
    return NB_OK;
}

/* Raises nothing. */
double shapes_total(nb_list_dyn_Shape *shapes)
{
    double sum = 0.0;

    for (int64_t i = 0; i < shapes->length; i++) {
        const dyn_Shape shape = shapes->items[i];

        sum += Shape_area(shape);
    }
    return sum;
}

/* Raises nothing. */
bool shapes_is_circle(dyn_Shape shape)
{
    return Shape_type(shape) == &Circle_type;
}

/* Gives up a value that a function gave; a second time does nothing. */
void shapes_release_Circle(nb_context *ctx, Circle **x)
{
    nb_release_Circle(ctx, x);
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *shapes_context_new(void)
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
void shapes_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *shapes_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
