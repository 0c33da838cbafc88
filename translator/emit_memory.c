/* emit_memory: retaining and releasing values. Strings and arrays have functions of the runtime's;
 * for tuples, structs and options that have such parts the functions are made here. */
#include "emit_internal.h"
#include "passes.h"

typedef enum Ownership { RETAIN, RELEASE, MOVE, REPLACE } Ownership;

static const char *const verbs[] = {"retain", "release", "move", "replace"};

static const char *ownership_function(Emitter *e, const Type *type, Ownership what);

/* --- functions for values with parts --- */

CNode *value_part(Emitter *e, CNode *whole, const Type *type, uint32_t i)
{
    if (type->kind == TYPE_STRUCT) {
        return c_member(e->arena, whole,
                        field_name(e, type->declaration->declaration->fields.items[i]));
    }
    return c_member(e->arena, whole,
                    type->kind == TYPE_OPTION ? "value" : text_format(e, "item_%u", i));
}

static uint32_t part_count(const Type *type)
{
    return type->kind == TYPE_STRUCT ? type->declaration->declaration->fields.count : type->count;
}

const Type *value_part_type(const Type *type, uint32_t i)
{
    return type->kind == TYPE_STRUCT ? type->declaration->declaration->fields.items[i]->type
                                     : type->arguments[i];
}

/* `(void)nb_retain_str(x.item_1);` for each part. */
static void push_retains(Emitter *e, CNodeList *body, const Type *type)
{
    for (uint32_t i = 0; i < part_count(type); i++) {
        if (type_is_managed(value_part_type(type, i))) {
            CNode *call = c_call1(e->arena, ownership_function(e, value_part_type(type, i), RETAIN),
                                  value_part(e, c_name(e->arena, "x"), type, i));

            c_push(e->arena, body, statement_of(e, c_cast(e->arena, "void", call)));
        }
    }
    c_push(e->arena, body, c_return(e->arena, c_name(e->arena, "x")));
}

static CNode *content_of(Emitter *e)
{
    return c_unary(e->arena, "*", c_name(e->arena, "x"));
}

/* `nb_release_str(ctx, &x->item_1);` for each part. */
static void push_releases(Emitter *e, CNodeList *body, const Type *type)
{
    if (type->kind == TYPE_OPTION) {
        CNode *has_value = c_member(e->arena, content_of(e), "has_value");

        c_push(e->arena, body, c_assign(e->arena, has_value, "=", c_name(e->arena, "false")));
    }
    for (uint32_t i = 0; i < part_count(type); i++) {
        if (type_is_managed(value_part_type(type, i))) {
            CNode *call = c_call2(
                e->arena, ownership_function(e, value_part_type(type, i), RELEASE),
                c_name(e->arena, "ctx"), address_of(e, value_part(e, content_of(e), type, i)));

            c_push(e->arena, body, statement_of(e, call));
        }
    }
}

/* `moved = *x; *x = (T){0}; return moved;` */
static void push_move(Emitter *e, CNodeList *body, const Type *type)
{
    CNode *nothing = zero_of(e, type);

    if (nothing->kind == C_COMPOUND) {
        nothing->text = c_type(e, type);
    }
    c_push(e->arena, body, c_declare(e->arena, c_type(e, type), "moved", content_of(e)));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    c_push(e->arena, body, c_assign(e->arena, content_of(e), "=", nothing));
    c_push(e->arena, body, c_return(e->arena, c_name(e->arena, "moved")));
}

/* `gone = *x; *x = value; nb_release_T(ctx, &gone);`: a __del__ that this calls finds the new
 * value.
 */
static void push_replace(Emitter *e, CNodeList *body, const Type *type)
{
    CNode *gone = c_name(e->arena, "gone");
    CNode *release = c_call2(e->arena, ownership_function(e, type, RELEASE),
                             c_name(e->arena, "ctx"), address_of(e, gone));

    c_push(e->arena, body, c_declare(e->arena, c_type(e, type), "gone", content_of(e)));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    c_push(e->arena, body, c_assign(e->arena, content_of(e), "=", c_name(e->arena, "value")));
    c_push(e->arena, body, statement_of(e, release));
}

/* --- objects --- */

static CNode *if_not_null(Emitter *e, CNode *pointer)
{
    runtime_use_header(e->runtime, "stddef.h");
    return c_if(e->arena, c_binary(e->arena, "!=", pointer, c_name(e->arena, "NULL")));
}

/* `if (x != NULL) { x->references++; }` */
static void push_object_retain(Emitter *e, CNodeList *body, const Type *type)
{
    CNode *x = c_name(e->arena, "x");
    CNode *branch = if_not_null(e, x);
    CNode *count = c_unary(e->arena, "++", class_header(e, x, type, "references"));

    c_push(e->arena, &branch->list, statement_of(e, count));
    c_push(e->arena, body, branch);
    c_push(e->arena, body, c_return(e->arena, x));
}

/* `*x = NULL; if (gone != NULL && gone->references-- == 1) { nb_destroy(…); }` */
static void push_object_release(Emitter *e, CNodeList *body, const Type *type)
{
    CNode *gone = c_name(e->arena, "gone");
    CNode *branch = if_not_null(e, gone);
    CNode *count = c_unary(e->arena, "--", class_header(e, gone, type, "references"));
    CNode *table = class_header(e, gone, type, "vtable");
    const char *sole = sole_destroyer(e, type->declaration->declaration);
    CNode *destroy = sole != NULL ? c_name(e->arena, sole)
                                  : c_member(e->arena, c_unary(e->arena, "*", table), "destroy");

    count = c_binary(e->arena, "==", count, c_integer(e->arena, 1));
    branch->left = c_binary(e->arena, "&&", branch->left, count);
    c_push(e->arena, body, c_declare(e->arena, c_type(e, type), "gone", content_of(e)));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    c_push(e->arena, body, c_assign(e->arena, content_of(e), "=", c_name(e->arena, "NULL")));
    c_push(e->arena, &branch->list,
           statement_of(
               e, c_call3(e->arena, use(e, "nb_destroy"), c_name(e->arena, "ctx"), gone, destroy)));
    c_push(e->arena, body, branch);
}

/* --- exceptions with fields: they end as any exception --- */

static void push_exception_retain(Emitter *e, CNodeList *body, const Type *type)
{
    CNode *x = c_name(e->arena, "x");

    (void)type;
    c_push(e->arena, body, statement_of(e, c_call1(e->arena, use(e, "nb_exception_retain"), x)));
    c_push(e->arena, body, c_return(e->arena, x));
}

static void push_exception_release(Emitter *e, CNodeList *body, const Type *type)
{
    CNode *gone = c_name(e->arena, "gone");

    runtime_use_header(e->runtime, "stddef.h");
    c_push(e->arena, body, c_declare(e->arena, c_type(e, type), "gone", content_of(e)));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    c_push(e->arena, body, c_assign(e->arena, content_of(e), "=", c_name(e->arena, "NULL")));
    c_push(e->arena, body,
           statement_of(e, c_call2(e->arena, use(e, "nb_exception_release"),
                                   c_name(e->arena, "ctx"), gone)));
}

/* --- dyns: their tables know what they hold --- */

/* `if (x.object != NULL) { x.vtable->retain(x.object); }` */
static CNode *if_dyn_holds(Emitter *e, const char *dyn, const char *member, CNode *context)
{
    CNode *object = c_member(e->arena, c_name(e->arena, dyn), "object");
    CNode *table = c_unary(e->arena, "*", c_member(e->arena, c_name(e->arena, dyn), "vtable"));
    CNode *branch = if_not_null(e, object);
    CNode *call = c_new(e->arena, C_CALL, (Span){0});

    call->left = c_member(e->arena, table, member);
    if (context != NULL) {
        c_push(e->arena, &call->list, context);
    }
    c_push(e->arena, &call->list, object);
    c_push(e->arena, &branch->list, statement_of(e, call));
    return branch;
}

static void push_dyn_retain(Emitter *e, CNodeList *body, const Type *type)
{
    (void)type;
    c_push(e->arena, body, if_dyn_holds(e, "x", "retain", NULL));
    c_push(e->arena, body, c_return(e->arena, c_name(e->arena, "x")));
}

static void push_dyn_release(Emitter *e, CNodeList *body, const Type *type)
{
    const char *gone = text_format(e, "const %s", c_type(e, type));
    CNode *object = c_member(e->arena, content_of(e), "object");

    c_push(e->arena, body, c_declare(e->arena, gone, "gone", content_of(e)));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    runtime_use_header(e->runtime, "stddef.h");
    c_push(e->arena, body, c_assign(e->arena, object, "=", c_name(e->arena, "NULL")));
    c_push(e->arena, body, if_dyn_holds(e, "gone", "release", c_name(e->arena, "ctx")));
}

/* --- function values: their environment knows what it holds --- */

static CNode *environment_of(Emitter *e, CNode *value)
{
    return c_member(e->arena, value, "environment");
}

static void push_function_retain(Emitter *e, CNodeList *body, const Type *type)
{
    CNode *x = c_name(e->arena, "x");

    (void)type;
    c_push(
        e->arena, body,
        statement_of(e, c_call1(e->arena, use(e, "nb_environment_retain"), environment_of(e, x))));
    c_push(e->arena, body, c_return(e->arena, x));
}

static void push_function_release(Emitter *e, CNodeList *body, const Type *type)
{
    CNode *environment = environment_of(e, content_of(e));
    CNode *gone = c_name(e->arena, "gone");

    (void)type;
    runtime_use_header(e->runtime, "stddef.h");
    c_push(e->arena, body, c_declare(e->arena, "void *", "gone", environment));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    c_push(e->arena, body, c_assign(e->arena, environment, "=", c_name(e->arena, "NULL")));
    c_push(e->arena, body,
           statement_of(e, c_call2(e->arena, use(e, "nb_environment_release"),
                                   c_name(e->arena, "ctx"), gone)));
}

/* --- all types --- */

typedef void PushBody(Emitter *e, CNodeList *body, const Type *type);

/* The bodies of the functions that retain and release values of a kind. */
typedef struct Owning {
    PushBody *retain, *release;
} Owning;

static Owning owning_of(TypeKind kind)
{
    switch (kind) {
    case TYPE_CLASS: return (Owning){push_object_retain, push_object_release};
    case TYPE_EXCEPTION: return (Owning){push_exception_retain, push_exception_release};
    case TYPE_DYN: return (Owning){push_dyn_retain, push_dyn_release};
    case TYPE_FN: return (Owning){push_function_retain, push_function_release};
    default: return (Owning){push_retains, push_releases};
    }
}

static CNode *ownership_head(Emitter *e, const Type *type, Ownership what, const char *name)
{
    const char *value = c_type(e, type);
    bool gives_value = what == RETAIN || what == MOVE;
    CNode *function = generated_function(e, gives_value ? value : "void", name);

    function->flags |= C_INLINE;
    if (what == RELEASE || what == REPLACE) {
        add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    }
    add_parameter(e, function, what == RETAIN ? value : pointer_type(e, type), "x");
    if (what == REPLACE) {
        add_parameter(e, function, value, "value");
    }
    return function;
}

static void declare_ownership(Emitter *e, const Type *type, Ownership what, const char *name)
{
    if (!made_before(e, text_format(e, "%s()", name))) {
        CNode *prototype = ownership_head(e, type, what, name);

        prototype->left = NULL;
        c_push(e->arena, &e->prototypes, prototype);
    }
}

static const char *ownership_comment(const Type *type, Ownership what)
{
    bool has_parts =
        type->kind == TYPE_TUPLE || type->kind == TYPE_STRUCT || type->kind == TYPE_OPTION;

    switch (what) {
    case RETAIN:
        return has_parts ? "The same, its parts owned once more."
                         : "The same, which now has one more owner.";
    case RELEASE:
        return has_parts ? "Gives up its parts; a second time does nothing."
                         : "Gives up an owner of what the place holds, which is left empty; the "
                           "last one ends it.";
    case MOVE: return "What the place holds, which is left empty.";
    default: return "Gives up what the place holds for `value`.";
    }
}

static void make_ownership(Emitter *e, const Type *type, Ownership what, const char *name)
{
    CNode *function = ownership_head(e, type, what, name);
    CNodeList *body = &function->left->list;

    function->comment = ownership_comment(type, what);
    switch (what) {
    case RETAIN: owning_of(type->kind).retain(e, body, type); break;
    case RELEASE: owning_of(type->kind).release(e, body, type); break;
    case MOVE: push_move(e, body, type); break;
    case REPLACE: push_replace(e, body, type); break;
    }
    c_push(e->arena, &e->type_functions, function);
}

/* --- names --- */

/* Those without fields have functions of the runtime's. */
static bool is_plain_exception(const Type *type)
{
    return type->kind == TYPE_EXCEPTION && !exception_has_struct(type->declaration);
}

bool is_counted(const Emitter *e, const Type *type)
{
    return counts_references(e->program) && type_is_managed(type);
}

static const char *ownership_function(Emitter *e, const Type *type, Ownership what)
{
    const char *verb = verbs[what];

    if (type->kind == TYPE_OPTION && type_is_reference(type->arguments[0])) {
        type = type->arguments[0];
    }
    bool is_of_template =
        type->kind == TYPE_ARRAY || (is_template_type(type) && (what == RETAIN || what == RELEASE));

    if (is_of_template) {
        return template_function(e, type,
                                 type->strided ? text_format(e, "strided_%s", verb) : verb);
    }
    if (is_plain_exception(type)) {
        return use(e, text_format(e, "nb_%s_exception", verb));
    }
    const char *name = text_format(e, "nb_%s_%s", verb, short_name(e, type));
    if (type_is_text(type)) {
        return use(e, name);
    }
    TypeUse *known = type_use(e, type);
    if (!made_before(e, name)) {
        known->making |= 1u << what;
        make_ownership(e, type, what, name);
        known->making &= ~(1u << what);
    } else if ((known->making & 1u << what) != 0) { /* it comes back to itself */
        declare_ownership(e, type, what, name);
    }
    return name;
}

const char *retainer_of(Emitter *e, const Type *type)
{
    return is_counted(e, type) ? ownership_function(e, type, RETAIN) : NULL;
}

const char *releaser_of(Emitter *e, const Type *type)
{
    return is_counted(e, type) ? ownership_function(e, type, RELEASE) : NULL;
}

static const char *declared_function(Emitter *e, const Type *type, Ownership what)
{
    if (type->kind == TYPE_OPTION && type_is_reference(type->arguments[0])) {
        type = type->arguments[0];
    }
    bool is_generated = !type_is_text(type) && !is_template_type(type) && !is_plain_exception(type);

    if (!is_counted(e, type)) {
        return NULL;
    }
    const char *name = ownership_function(e, type, what);
    if (is_generated) {
        declare_ownership(e, type, what, name);
    }
    return name;
}

const char *declared_retainer(Emitter *e, const Type *type)
{
    return declared_function(e, type, RETAIN);
}

const char *declared_releaser(Emitter *e, const Type *type)
{
    return declared_function(e, type, RELEASE);
}

/* --- expressions --- */

static CNode *address_of_place(Emitter *e, const Node *place)
{
    return address_of(e, emit_expression(e, place));
}

/* release(ref n) */
static CNode *emit_cell_release(Emitter *e, const Node *reference)
{
    CNode *pointer = emit_expression(e, reference);

    return c_call2(e->arena, cell_releaser(e, reference->type), context_of(e),
                   c_unary(e->arena, "&", pointer));
}

CNode *emit_ownership(Emitter *e, const Node *node)
{
    if (node->builtin.id == BUILTIN_NOTHING) {
        return zero_of(e, node->type);
    }
    const Node *value = node->builtin.arguments.items[0];
    switch (node->builtin.id) {
    case BUILTIN_RETAIN:
        return c_call1(e->arena, ownership_function(e, value->type, RETAIN), emit_value(e, value));
    case BUILTIN_MOVED:
        return c_call1(e->arena, ownership_function(e, value->type, MOVE),
                       address_of_place(e, value));
    default:
        return value->kind == NODE_REFERENCE
                   ? emit_cell_release(e, value)
                   : c_call2(e->arena, ownership_function(e, value->type, RELEASE), context_of(e),
                             address_of_place(e, value));
    }
}

CNode *emit_replacing(Emitter *e, const Node *value, CNode *place)
{
    const Node *replacement = value->builtin.arguments.items[0];

    return c_call3(e->arena, ownership_function(e, value->type, REPLACE), context_of(e),
                   address_of(e, place), emit_value(e, replacement));
}
