/* ---- types ---- */

typedef struct Tree Tree;

struct Tree {
    int64_t references;
    Tree *left, *right;
};

/* ---- runtime for these types ---- */

static void Tree_destroy(nb_context *ctx, void *object);

/* Gives up an owner of what the place holds, which is left empty; the last one ends it. */
static inline void nb_release_Tree(nb_context *ctx, Tree **x)
{
    Tree *gone = *x;

    *x = NULL;
    if (gone != NULL && gone->references-- == 1) {
        nb_destroy(ctx, gone, Tree_destroy);
    }
}

/* What the place holds, which is left empty. */
static inline Tree *nb_move_Tree(Tree **x)
{
    Tree *moved = *x;

    *x = NULL;
    return moved;
}

/* ---- module taken_parameters ---- */

/* A place in taken_parameters.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "taken_parameters.ir", line})

NB_CHECKED nb_status taken_parameters_nodes(nb_context *ctx, int64_t depth, int64_t *result);
nb_context *taken_parameters_context_new(void);
void taken_parameters_context_free(nb_context *ctx);
const char *taken_parameters_context_error(nb_context *ctx);

/* Takes over `left` and `right`. Raises nothing. */
static void Tree_init(Tree *self, Tree *left, Tree *right)
{
    self->left = left;
    self->right = right;
}

/* Frees a Tree that has no owner. */
static void Tree_destroy(nb_context *ctx, void *object)
{
    Tree *self = object;

    nb_release_Tree(ctx, &self->left);
    nb_release_Tree(ctx, &self->right);
    nb_free(ctx, self, sizeof *self);
}

/* Makes a Tree, which takes over `left` and `right`. */
NB_CHECKED static nb_status Tree_new(nb_context *ctx, Tree *left, Tree *right, Tree **result)
{
    Tree *self = nb_new(ctx, sizeof *self);

    *result = self; /* or NULL, so that it is never unset */
    if (self == NULL) {
        nb_release_Tree(ctx, &left);
        nb_release_Tree(ctx, &right);
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    self->references = 1;
    Tree_init(self, left, right);
    return NB_OK;
}

/* Raises RecursionError, MemoryError. */
NB_CHECKED static nb_status grow(nb_context *ctx, int64_t depth, Tree **result)
{
    if (nb_stack_is_low(ctx)) {
        return nb_raise_too_deep(ctx, NB_AT("grow", 14));
    }
    if (depth == 0) {
        return nb_traced(ctx, Tree_new(ctx, NULL, NULL, result), NB_AT("grow", 15));
    }
    Tree *grow_1 = NULL, *grow_2 = NULL;
    nb_status status = NB_OK;
    if (grow(ctx, nb_wrap_subtract_int64(depth, 1), &grow_1) != NB_OK
        || grow(ctx, nb_wrap_subtract_int64(depth, 1), &grow_2) != NB_OK
        || Tree_new(ctx, nb_move_Tree(&grow_1), grow_2, result) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("grow", 16));
    }
    nb_release_Tree(ctx, &grow_1);
    return status;
}

/* Raises RecursionError. */
NB_CHECKED static nb_status count(nb_context *ctx, Tree *tree, int64_t *result)
{
    if (nb_stack_is_low(ctx)) {
        return nb_raise_too_deep(ctx, NB_AT("count", 19));
    }
    if (tree == NULL) {
        *result = 0;
        return NB_OK;
    }
    int64_t count_1, count_2;
    if (count(ctx, tree->left, &count_1) != NB_OK || count(ctx, tree->right, &count_2) != NB_OK) {
        return nb_traceback(ctx, NB_AT("count", 21));
    }
    *result = nb_wrap_add_int64(nb_wrap_add_int64(1, count_1), count_2);
    return NB_OK;
}

/* Raises RecursionError, MemoryError. */
NB_CHECKED nb_status taken_parameters_nodes(nb_context *ctx, int64_t depth, int64_t *result)
{
    Tree *grow_1 = NULL;
    nb_status status = NB_OK;

    if (grow(ctx, depth, &grow_1) != NB_OK || count(ctx, grow_1, result) != NB_OK) {
        status = nb_traceback(ctx, NB_AT("nodes", 24));
    }
    nb_release_Tree(ctx, &grow_1);
    return status;
}

/* A context to call functions with, or NULL: there is no memory. */
nb_context *taken_parameters_context_new(void)
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
void taken_parameters_context_free(nb_context *ctx)
{
    nb_context_close(ctx);
    free(ctx);
}

/* What was raised last: "IndexError: index out of range". The context owns the text. */
const char *taken_parameters_context_error(nb_context *ctx)
{
    return nb_describe_raised(ctx);
}
