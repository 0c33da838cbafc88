/* ---- types ---- */

typedef struct Vector Vector;
typedef struct Path Path;
typedef struct ClosedPath ClosedPath;

struct Vector {
    int64_t references;
    double x, y;
};

/* A list: `capacity` items have room before `items` must grow. */
typedef struct nb_list_Vector {
    int64_t references;
    int64_t length;
    int64_t capacity;
    Vector **items;
} nb_list_Vector;

/* The table of Path and of each class derived from it. */
struct Path_vtable {
    const nb_type *type;
    void (*destroy)(nb_context *ctx, void *object);
};

struct Path {
    const struct Path_vtable *vtable;
    int64_t references;
    nb_list_Vector *points;
};

struct ClosedPath {
    Path path;
};

static const nb_type Path_type = {"Path", NULL};
static const nb_type ClosedPath_type = {"ClosedPath", &Path_type};

/* ---- runtime for these types ---- */

static void Vector_destroy(nb_context *ctx, void *object);
static inline void nb_release_Vector(nb_context *ctx, Vector **x);
static void ClosedPath_destroy(nb_context *ctx, void *object);

/* A new list without items. Raises MemoryError. */
static nb_status nb_list_Vector_new(nb_context *ctx, nb_list_Vector **result)
{
    nb_list_Vector *xs = nb_new(ctx, sizeof *xs);

    if (xs == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    *xs = (nb_list_Vector){1, 0, 0, NULL};
    *result = xs;
    return NB_OK;
}

/* Makes room for so many more items. Raises MemoryError. */
static nb_status nb_list_Vector_reserve(nb_context *ctx, nb_list_Vector *xs, int64_t more)
{
    const int64_t most = PTRDIFF_MAX / (int64_t)sizeof *xs->items;
    int64_t capacity = xs->capacity < 4 ? 8 : 2 * xs->capacity;

    if (more > most - xs->length) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    if (capacity < xs->length + more || capacity > most) {
        capacity = xs->length + more;
    }
    Vector **items =
        nb_grow(ctx, xs->items, (size_t)xs->capacity * sizeof *items,
                (size_t)capacity * sizeof *items);
    if (items == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    xs->items = items;
    xs->capacity = capacity;
    return NB_OK;
}

/* Puts an item at the end. Raises MemoryError. */
static inline nb_status nb_list_Vector_append(nb_context *ctx, nb_list_Vector *xs, Vector *item)
{
    if (xs->length == xs->capacity && nb_list_Vector_reserve(ctx, xs, 1) != NB_OK) {
        nb_release_Vector(ctx, &item);
        return NB_RAISED;
    }
    xs->items[xs->length++] = item;
    return NB_OK;
}

/* Gives up an owner of what is in the place, which may be NULL; the last one frees it. A
 * second time does nothing. */
static void nb_list_Vector_release(nb_context *ctx, nb_list_Vector **place)
{
    nb_list_Vector *xs = *place;

    *place = NULL;
    if (xs == NULL || --xs->references > 0) {
        return;
    }
    for (int64_t i = 0; i < xs->length; i++) {
        nb_release_Vector(ctx, &xs->items[i]);
    }
    nb_free(ctx, xs->items, (size_t)xs->capacity * sizeof *xs->items);
    nb_free(ctx, xs, sizeof *xs);
}

/* Gives up an owner of what the place holds, which is left empty; the last one ends it. */
static inline void nb_release_Vector(nb_context *ctx, Vector **x)
{
    Vector *gone = *x;

    *x = NULL;
    if (gone != NULL && gone->references-- == 1) {
        nb_destroy(ctx, gone, Vector_destroy);
    }
}

/* The same, which now has one more owner. */
static inline Vector *nb_retain_Vector(Vector *x)
{
    if (x != NULL) {
        x->references++;
    }
    return x;
}

/* Gives up an owner of what the place holds, which is left empty; the last one ends it. */
static inline void nb_release_ClosedPath(nb_context *ctx, ClosedPath **x)
{
    ClosedPath *gone = *x;

    *x = NULL;
    if (gone != NULL && gone->path.references-- == 1) {
        nb_destroy(ctx, gone, ClosedPath_destroy);
    }
}

/* ---- module inits ---- */

/* A place in inits.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "inits.ir", line})

/* Raises nothing. */
static void Vector_init_float64_float64(Vector *self, double x, double y)
{
    self->x = x;
    self->y = y;
}

/* Raises nothing. */
static void Vector_init_Vector(Vector *self, Vector *other)
{
    self->x = other->x;
    self->y = other->y;
}

NB_CHECKED static nb_status Vector_new_float64_float64(nb_context *ctx, double x, double y,
                                                       Vector **result);

/* Raises MemoryError. */
NB_CHECKED static nb_status Vector_mul_float64(nb_context *ctx, const Vector *self, double k,
                                               Vector **result)
{
    return nb_traced(ctx, Vector_new_float64_float64(ctx, self->x * k, self->y * k, result),
                     NB_AT("__mul__", 7));
}

/* Raises nothing. */
static double Vector_mul_Vector(const Vector *self, Vector *other)
{
    return self->x * other->x + self->y * other->y;
}

/* Raises MemoryError. */
NB_CHECKED static nb_status Vector_rmul(nb_context *ctx, const Vector *self, double k,
                                        Vector **result)
{
    return nb_traced(ctx, Vector_mul_float64(ctx, self, k, result), NB_AT("__rmul__", 9));
}

/* Frees a Vector that has no owner. */
static void Vector_destroy(nb_context *ctx, void *object)
{
    Vector *self = object;

    nb_free(ctx, self, sizeof *self);
}

/* Makes a Vector. */
NB_CHECKED static nb_status Vector_new_float64_float64(nb_context *ctx, double x, double y,
                                                       Vector **result)
{
    Vector *self = nb_new(ctx, sizeof *self);

    *result = self; /* or NULL, so that it is never unset */
    if (self == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    self->references = 1;
    Vector_init_float64_float64(self, x, y);
    return NB_OK;
}

/* Makes a Vector. */
NB_CHECKED static nb_status Vector_new_Vector(nb_context *ctx, Vector *other, Vector **result)
{
    Vector *self = nb_new(ctx, sizeof *self);

    *result = self; /* or NULL, so that it is never unset */
    if (self == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    self->references = 1;
    Vector_init_Vector(self, other);
    return NB_OK;
}

/* Raises MemoryError. */
NB_CHECKED static nb_status Path_init(nb_context *ctx, Path *self)
{
    return nb_traced(ctx, nb_list_Vector_new(ctx, &self->points), NB_AT("init", 14));
}

/* Raises MemoryError. */
NB_CHECKED static nb_status ClosedPath_init(nb_context *ctx, ClosedPath *self, Vector *first)
{
    if (Path_init(ctx, &self->path) != NB_OK) {
        return nb_traceback(ctx, NB_AT("init", 19));
    }
    return nb_traced(ctx, nb_list_Vector_append(ctx, self->path.points, nb_retain_Vector(first)),
                     NB_AT("init", 20));
}

/* Frees a ClosedPath that has no owner. */
static void ClosedPath_destroy(nb_context *ctx, void *object)
{
    ClosedPath *self = object;

    nb_list_Vector_release(ctx, &self->path.points);
    nb_free(ctx, self, sizeof *self);
}

/* The table of ClosedPath. */
static const struct Path_vtable ClosedPath_methods = {&ClosedPath_type, ClosedPath_destroy};

/* Makes a ClosedPath. */
NB_CHECKED static nb_status ClosedPath_new(nb_context *ctx, Vector *first, ClosedPath **result)
{
    ClosedPath *self = nb_new(ctx, sizeof *self);

    if (self == NULL) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    *self = (ClosedPath){.path.vtable = &ClosedPath_methods, .path.references = 1};
    if (ClosedPath_init(ctx, self, first) != NB_OK) {
        nb_release_ClosedPath(ctx, &self);
        return NB_RAISED;
    }
    *result = self;
    return NB_OK;
}

/* Raises MemoryError. */
NB_CHECKED static nb_status doubled(nb_context *ctx, Vector *v, Vector **result)
{
    Vector *object = NULL;
    nb_status status = NB_OK;

    if (Vector_new_Vector(ctx, v, &object) != NB_OK
        || Vector_rmul(ctx, object, 2.0, result) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("doubled", 24));
    }
    nb_release_Vector(ctx, &object);
    return status;
}

/* Raises MemoryError. */
NB_CHECKED static nb_status inits_main(nb_context *ctx)
{
    Vector *object = NULL, *v = NULL;
    nb_status status = NB_OK;

    if (Vector_new_float64_float64(ctx, 1.0, 2.0, &object) != NB_OK
        || doubled(ctx, object, &v) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("main", 27));
        goto cleanup;
    }
    const double value = Vector_mul_Vector(v, v);
    Vector *value_1 = NULL;
    if (Vector_mul_float64(ctx, v, 0.5, &value_1) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("main", 28));
        goto cleanup;
    }
    const double x = value_1->x;
    nb_release_Vector(ctx, &value_1);
    ClosedPath *object_1;
    if (ClosedPath_new(ctx, v, &object_1) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("main", 28));
        goto cleanup;
    }
    nb_print_float64(value, " ");
    nb_print_float64(x, " ");
    nb_print_int64(object_1->path.points->length, "\n");
    nb_release_ClosedPath(ctx, &object_1);
cleanup:
    nb_release_Vector(ctx, &v);
    nb_release_Vector(ctx, &object);
    return status;
}

int main(void)
{
    return nb_run_on(&nb_heap, inits_main);
}
