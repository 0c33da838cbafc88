/* emit_dyn_memory: what a trait's table has for --gc=refcount: the functions that retain and
 * release what is behind a dyn. A reference counts its owners itself, a box those of its value. */
#include "emit_internal.h"

static CNode *object_name(Emitter *e)
{
    return c_name(e->arena, "object");
}

static void add_statement(Emitter *e, CNode *function, CNode *expression)
{
    c_push(e->arena, &function->left->list, statement_of(e, expression));
}

static void ignore(Emitter *e, CNode *function, const char *name)
{
    add_statement(e, function, c_cast(e->arena, "void", c_name(e->arena, name)));
}

/* static void release_Circle(nb_context *ctx, void *object) { … } */
static CNode *held_function(Emitter *e, const char *name, bool takes_context)
{
    CNode *function = generated_function(e, "void", name);

    if (takes_context) {
        add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    }
    add_parameter(e, function, "void *", "object");
    return function;
}

/* `box_Vec3 *name = object;` */
static void declare_held(Emitter *e, CNode *function, const char *type, const char *name)
{
    c_push(e->arena, &function->left->list, c_declare(e->arena, type, name, object_name(e)));
    c_push(e->arena, &function->left->list, c_new(e->arena, C_BLANK, (Span){0}));
}

static const char *reference_retainer(Emitter *e, const Type *type)
{
    const char *retain = retainer_of(e, type);
    bool is_new;
    const char *name = made_name(e, text_format(e, "retain_%s", short_name(e, type)), &is_new);

    if (is_new) {
        CNode *function = held_function(e, name, false);

        function->comment = "Adds an owner of what a dyn holds.";
        if (retain == NULL) {
            ignore(e, function, "object");
        } else {
            CNode *call = c_call1(e->arena, retain, object_name(e));

            add_statement(e, function, c_cast(e->arena, "void", call));
        }
        c_push(e->arena, &e->type_functions, function);
    }
    return name;
}

const char *held_retainer(Emitter *e, const Type *type)
{
    return type_is_reference(type) ? reference_retainer(e, type) : use(e, "nb_box_retain");
}

static void fill_reference_release(Emitter *e, CNode *function, const Type *type)
{
    const char *release = releaser_of(e, type);

    if (release == NULL) {
        ignore(e, function, "ctx");
        ignore(e, function, "object");
        return;
    }
    declare_held(e, function, c_type(e, type), "self");
    add_statement(e, function,
                  c_call2(e->arena, release, c_name(e->arena, "ctx"),
                          c_unary(e->arena, "&", c_name(e->arena, "self"))));
}

/* static void destroy_Vec3(nb_context *ctx, void *object): gives up the value and frees the box. */
static const char *make_box_destroyer(Emitter *e, const Type *type, const char *release)
{
    const char *name = made_name(e, text_format(e, "destroy_%s", short_name(e, type)), NULL);
    CNode *function = held_function(e, name, true);
    CNode *box = c_unary(e->arena, "*", c_name(e->arena, "box"));
    CNode *value = c_unary(e->arena, "&", c_member(e->arena, box, "value"));

    function->comment = "Frees a box that has no owner.";
    declare_held(e, function, text_format(e, "%s *", box_type(e, type)), "box");
    add_statement(e, function, c_call2(e->arena, release, c_name(e->arena, "ctx"), value));
    add_statement(e, function,
                  c_call3(e->arena, use(e, "nb_free"), c_name(e->arena, "ctx"),
                          c_name(e->arena, "box"), c_unary(e->arena, "sizeof ", box)));
    c_push(e->arena, &e->type_functions, function);
    return name;
}

/* `if (nb_box_is_last(object)) { nb_free(ctx, object, sizeof(box_int64)); }` */
static void fill_box_release(Emitter *e, CNode *function, const Type *type)
{
    const char *release = releaser_of(e, type);
    CNode *ctx = c_name(e->arena, "ctx");
    CNode *is_last = c_if(e->arena, c_call1(e->arena, use(e, "nb_box_is_last"), object_name(e)));
    CNode *end;

    if (release == NULL) {
        CNode *size = c_call1(e->arena, "sizeof", c_name(e->arena, box_type(e, type)));

        end = c_call3(e->arena, use(e, "nb_free"), ctx, object_name(e), size);
    } else {
        CNode *destroy = c_name(e->arena, make_box_destroyer(e, type, release));

        end = c_call3(e->arena, use(e, "nb_destroy"), ctx, object_name(e), destroy);
    }
    c_push(e->arena, &is_last->list, statement_of(e, end));
    c_push(e->arena, &function->left->list, is_last);
}

const char *held_releaser(Emitter *e, const Type *type)
{
    bool is_new;
    const char *name = made_name(e, text_format(e, "release_%s", short_name(e, type)), &is_new);

    if (is_new) {
        CNode *function = held_function(e, name, true);

        function->comment = "Gives up an owner of what a dyn holds; the last one ends it.";
        if (type_is_reference(type)) {
            fill_reference_release(e, function, type);
        } else {
            fill_box_release(e, function, type);
        }
        c_push(e->arena, &e->type_functions, function);
    }
    return name;
}
