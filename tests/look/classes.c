/* ---- types ---- */

typedef struct Shape Shape;
typedef struct Circle Circle;

/* The table of Shape and of each class derived from it. */
struct Shape_vtable {
    const nb_type *type;
    void (*destroy)(nb_context *ctx, void *object);
    double (*area)(const Shape *self);
};

/* What has an area. */
struct Shape {
    const struct Shape_vtable *vtable;
    int64_t references;
    nb_str name;
};

struct Circle {
    Shape shape;
    double radius;
};

static const nb_type Shape_type = {"Shape", NULL};
static const nb_type Circle_type = {"Circle", &Shape_type};

/* ---- runtime for these types ---- */

/* area of the object's class. */
static inline double Shape_area(const Shape *self)
{
    return self->vtable->area(self);
}

/* Gives up an owner of what the place holds, which is left empty; the last one ends it. */
static inline void nb_release_Shape(nb_context *ctx, Shape **x)
{
    Shape *gone = *x;

    *x = NULL;
    if (gone != NULL && gone->references-- == 1) {
        nb_destroy(ctx, gone, gone->vtable->destroy);
    }
}

/* ---- module classes ---- */

/* A place in classes.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "classes.ir", line})

double classes_total(Shape *a, Shape *b);
NB_CHECKED nb_status classes_circle(nb_context *ctx, double radius, Shape **result);
double classes_radius(Shape *shape);
void classes_release_Shape(nb_context *ctx, Shape **x);
nb_context *classes_context_new(void);
void classes_context_free(nb_context *ctx);
const char *classes_context_error(nb_context *ctx);

/* Takes over `name`. Raises nothing. */
static void Shape_init(Shape *self, nb_str name)
{
    self->name = name;
}

/* Raises nothing. */
static void Shape_rename(nb_context *ctx, Shape *self, nb_str name)
{
    nb_replace_str(ctx, &self->name, nb_retain_str(name));
}

/* Raises nothing. */
static void Circle_init(Circle *self, double radius)
{
    Shape_init(&self->shape, NB_STR("circle"));
    self->radius = radius;
}

/* Raises nothing. */
static double Circle_area_impl(const Shape *shape)
{
    const Circle *self = (const Circle *)shape;

    return 3.141592653589793 * self->radius * self->radius;
}

/* Frees a Circle that has no owner. */
static void Circle_destroy(nb_context *ctx, void *object)
{
    Circle *self = object;

    nb_release_str(ctx, &self->shape.name);
    nb_free(ctx, self, sizeof *self);
}

/* The table of Circle. */
static const struct Shape_vtable Circle_methods = {&Circle_type, Circle_destroy, Circle_area_impl};

/* Makes a Circle. */
NB_CHECKED static nb_status Circle_new(nb_context *ctx, double radius, Circle **result)
{
    Circle *self = nb_new(ctx, sizeof *self);

    *result = self; /* or NULL, so that it is never unset */
    if (self == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    self->shape.vtable = &Circle_methods;
    self->shape.references = 1;
    Circle_init(self, radius);
    return NB_OK;
}

/* Raises nothing. */
double classes_total(Shape *a, Shape *b)
{
    return Shape_area(a) + Shape_area(b);
}

/* Raises MemoryError. */
NB_CHECKED nb_status classes_circle(nb_context *ctx, double radius, Shape **result)
{
    Circle *made;

    if (Circle_new(ctx, radius, &made) != NB_OK) {
        return nb_traceback(ctx, NB_AT("circle", 24));
    }
    Shape_rename(ctx, &made->shape,
                 Circle_area_impl(&made->shape) < 4.0 ? NB_STR("unit") : NB_STR("large"));
    *result = &made->shape;
    return NB_OK;
}

/* Raises nothing. */
double classes_radius(Shape *shape)
{
    return shape->vtable->type == &Circle_type ? ((Circle *)shape)->radius : 0.0;
}

/* Gives up a value that a function gave; a second time does nothing. */
void classes_release_Shape(nb_context *ctx, Shape **x)
{
    nb_release_Shape(ctx, x);
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *classes_context_new(void)
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
void classes_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *classes_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
