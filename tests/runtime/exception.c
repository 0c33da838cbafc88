/* Exceptions, memory and the end of the stack. */
#include "check.h"

static const nb_frame inner = {"inner", "prog.ir", 7};
static const nb_frame outer = {"outer", "prog.ir", 9};

static void check_raising(nb_context *ctx)
{
    CHECK(nb_raise(ctx, &nb_IndexError, "index out of range", &inner) == NB_RAISED);
    CHECK(nb_traced(ctx, NB_OK, &outer) == NB_OK && ctx->frame_count == 1);
    CHECK(nb_traced(ctx, NB_RAISED, &outer) == NB_RAISED);
    CHECK(nb_is(ctx, &nb_LookupError) && nb_is(ctx, &nb_Exception) && !nb_is(ctx, &nb_ValueError));

    nb_exception *caught = nb_catch(ctx);
    CHECK_TEXT(caught->message, "index out of range");
    CHECK(caught->type == &nb_IndexError && caught->cause == NULL && caught->frame_count == 2);

    (void)nb_raise(ctx, &nb_ValueError, "another", &inner);
    CHECK(nb_reraise(ctx, caught) == NB_RAISED && ctx->frame_count == 2);
    CHECK(nb_catch(ctx) == caught);
    CHECK(ctx->frames[0].line == 7 && ctx->frames[1].line == 9);
}

static void check_long_tracebacks(nb_context *ctx)
{
    (void)nb_raise(ctx, &nb_RecursionError, "", &inner);
    for (int i = 0; i < 1000; i++) {
        (void)nb_traceback(ctx, &outer);
    }
    nb_exception *caught = nb_catch(ctx);
    CHECK(caught->frame_count == 1001 && caught->frames[0].line == 7);
}

typedef struct Coded {
    nb_exception exception;
    int64_t code;
} Coded;

static void check_objects(nb_context *ctx)
{
    nb_exception *cause = NULL;
    nb_exception *made = NULL;

    CHECK(nb_exception_new(ctx, sizeof *cause, &nb_KeyError, NB_STR("k"), &cause) == NB_OK);
    CHECK(nb_exception_new(ctx, sizeof(Coded), &nb_ValueError, NB_STR("v"), &made) == NB_OK);
    ((Coded *)made)->code = 5;
    made->cause = cause;
    (void)nb_raise_value(ctx, made, &inner);
    CHECK(ctx->raised == &nb_ValueError && ctx->frame_count == 1);
    CHECK(((Coded *)nb_catch(ctx))->code == 5 && nb_cause_depth(made) == 1);
    made->cause = made;
    CHECK(nb_cause_depth(made) == 0);
    cause->cause = cause;
    made->cause = cause;
    CHECK(nb_cause_depth(made) == NB_FRAMES);
}

static nb_exception *made_of(nb_context *ctx, const nb_type *type)
{
    nb_exception *made = NULL;

    CHECK(nb_exception_new(ctx, sizeof *made, type, NB_STR("made"), &made) == NB_OK);
    return made;
}

/* What is in flight has an owner; the last one gives everything back. */
static void check_owners(void)
{
    nb_tracking_allocator tracking = nb_tracking_allocator_new(&nb_heap);
    nb_context ctx;

    nb_context_open(&ctx);
    ctx.allocator = &tracking.base;
    for (int i = 0; i < 1000; i++) {
        (void)nb_raise_value(&ctx, made_of(&ctx, &nb_KeyError), &inner); /* the last one ends */
        (void)nb_raise_from(&ctx, &nb_ValueError, NB_STR("b"), made_of(&ctx, &nb_KeyError), &inner);
        nb_exception *caught = nb_catch(&ctx);

        CHECK(caught->references == 1 && caught->cause->references == 1);
        (void)nb_raise_value(&ctx, nb_retain_exception(caught), &outer);
        CHECK(caught->references == 2 && ctx.frame_count == 2);
        (void)nb_raise(&ctx, &nb_IndexError, "another", &inner);
        CHECK(caught->references == 2 && ctx.value == caught && !ctx.has_value);
        nb_resume(&ctx, caught);
    }
    CHECK(tracking.block_count > 0 && tracking.most_bytes < 2000);
    nb_context_close(&ctx);
    CHECK(tracking.block_count == 0);
}

/* A cause of a cause is taken out of the circle; what is everybody's gets no cause. */
static void check_circles(nb_context *ctx)
{
    nb_exception *a = made_of(ctx, &nb_KeyError);
    nb_exception *b = made_of(ctx, &nb_ValueError);

    nb_set_cause(ctx, a, nb_retain_exception(b));
    nb_set_cause(ctx, b, nb_retain_exception(a));
    CHECK(b->cause == a && a->cause == NULL && b->references == 1 && a->references == 2);
    nb_set_cause(ctx, a, nb_retain_exception(a));
    nb_set_cause(ctx, &nb_no_memory, nb_retain_exception(a));
    CHECK(a->cause == NULL && nb_no_memory.cause == NULL && a->references == 2);
    nb_release_exception(ctx, &a);
    nb_release_exception(ctx, &b);
    CHECK(a == NULL && b == NULL);
}

static void check_memory(nb_context *ctx)
{
    for (int64_t size = 0; size < 40000; size = size * 2 + 1) {
        char *piece = nb_allocate(ctx, size, 1);
        const char *zeroed = nb_allocate_zeroed(ctx, size, 1);

        CHECK(piece != NULL && zeroed != NULL && (uintptr_t)piece % 8 == 0);
        memset(piece, 'x', (size_t)size);
        CHECK(size == 0 || (zeroed[0] == 0 && memcmp(zeroed, zeroed + 1, (size_t)size - 1) == 0));
    }
    CHECK(nb_allocate(ctx, -1, 1) == NULL && nb_allocate(ctx, INT64_MAX, 8) == NULL);
    CHECK(nb_allocate(ctx, INT64_MAX, 1) == NULL);
}

static void check_array_sizes(nb_context *ctx)
{
    const int64_t shape[] = {3, 0, 5}, negative[] = {2, -1},
                  huge[] = {(int64_t)1 << 40, 0, 1 << 20};
    int64_t count = -1;

    CHECK(nb_array_count(ctx, shape, 3, &count) == NB_OK && count == 0);
    CHECK(nb_array_count(ctx, shape, 1, &count) == NB_OK && count == 3);
    CHECK(nb_array_count(ctx, negative, 2, &count) != NB_OK && ctx->raised == &nb_ValueError);
    CHECK(nb_array_count(ctx, huge, 3, &count) != NB_OK && ctx->raised == &nb_MemoryError);
}

/* How deep recursion goes before the stack is low; stops at 100000. */
static int depth_of(nb_context *ctx, int depth)
{
    if (depth == 100000 || nb_stack_is_low(ctx)) {
        return depth;
    }
    return depth_of(ctx, depth + 1) + (depth < 0);
}

int main(void)
{
    nb_context ctx;

    nb_context_open(&ctx);
    check_raising(&ctx);
    check_long_tracebacks(&ctx);
    check_objects(&ctx);
    check_owners();
    check_circles(&ctx);
    check_memory(&ctx);
    check_array_sizes(&ctx);
    CHECK(depth_of(&ctx, 0) >= 5000);
    nb_context_close(&ctx);
    return check_result();
}
