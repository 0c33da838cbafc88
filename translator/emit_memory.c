/* emit_memory: retaining and releasing values. Strings and arrays have functions of the runtime's;
 * for tuples, structs and options that have such parts the functions are made here. */
#include "emit_internal.h"
#include "passes.h"

typedef enum Ownership { RETAIN, RELEASE, MOVE, REPLACE } Ownership;

static const char *const verbs[] = {"retain", "release", "move", "replace"};

static const char *ownership_function(Emitter *e, const Type *type, Ownership what);

/* --- functions for values with parts --- */

static CNode *part_of(Emitter *e, const Type *type, uint32_t i, bool is_pointer)
{
    CNode *x = c_name(e->arena, "x");
    CNode *whole = is_pointer ? c_unary(e->arena, "*", x) : x;

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

static const Type *part_type(const Type *type, uint32_t i)
{
    return type->kind == TYPE_STRUCT ? type->declaration->declaration->fields.items[i]->type
                                     : type->arguments[i];
}

/* `(void)nb_retain_str(x.item_1);` for each part. */
static void push_retains(Emitter *e, CNodeList *body, const Type *type)
{
    for (uint32_t i = 0; i < part_count(type); i++) {
        if (type_is_managed(part_type(type, i))) {
            CNode *call = c_call1(e->arena, ownership_function(e, part_type(type, i), RETAIN),
                                  part_of(e, type, i, false));

            c_push(e->arena, body, statement_of(e, c_cast(e->arena, "void", call)));
        }
    }
    c_push(e->arena, body, c_return(e->arena, c_name(e->arena, "x")));
}

/* `nb_release_str(ctx, &x->item_1);` for each part. */
static void push_releases(Emitter *e, CNodeList *body, const Type *type)
{
    for (uint32_t i = 0; i < part_count(type); i++) {
        if (type_is_managed(part_type(type, i))) {
            CNode *call =
                c_call2(e->arena, ownership_function(e, part_type(type, i), RELEASE),
                        c_name(e->arena, "ctx"), address_of(e, part_of(e, type, i, true)));

            c_push(e->arena, body, statement_of(e, call));
        }
    }
}

static CNode *content_of(Emitter *e)
{
    return c_unary(e->arena, "*", c_name(e->arena, "x"));
}

/* `moved = *x; *x = (T){0}; return moved;` */
static void push_move(Emitter *e, CNodeList *body, const Type *type)
{
    CNode *nothing = zero_of(e, type);

    nothing->text = c_type(e, type);
    c_push(e->arena, body, c_declare(e->arena, c_type(e, type), "moved", content_of(e)));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    c_push(e->arena, body, c_assign(e->arena, content_of(e), "=", nothing));
    c_push(e->arena, body, c_return(e->arena, c_name(e->arena, "moved")));
}

/* `nb_release_T(ctx, x); *x = value;` */
static void push_replace(Emitter *e, CNodeList *body, const Type *type)
{
    CNode *release = c_call2(e->arena, ownership_function(e, type, RELEASE),
                             c_name(e->arena, "ctx"), c_name(e->arena, "x"));

    c_push(e->arena, body, statement_of(e, release));
    c_push(e->arena, body, c_assign(e->arena, content_of(e), "=", c_name(e->arena, "value")));
}

/* --- arrays of such values --- */

/* `nb_str *items = nb_block_data(block);` and a loop over them; what it does is pushed to its
 * list. */
static CNode *push_item_loop(Emitter *e, CNodeList *body, const Type *element)
{
    CNode *block = c_name(e->arena, "block");
    CNode *item = c_unary(e->arena, "*", c_name(e->arena, "items"));
    CNode *count =
        c_call2(e->arena, use(e, "nb_block_count"), block, c_unary(e->arena, "sizeof ", item));
    CNode *loop = c_new(e->arena, C_FOR, (Span){0});

    runtime_use_header(e->runtime, "stdint.h");
    c_push(e->arena, body,
           c_declare(e->arena, pointer_type(e, element), "items",
                     c_call1(e->arena, use(e, "nb_block_data"), block)));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    loop->third = c_declare(e->arena, "int64_t", "i", c_integer(e->arena, 0));
    loop->left = c_binary(e->arena, "<", c_name(e->arena, "i"), count);
    loop->right = c_unary(e->arena, "++", c_name(e->arena, "i"));
    c_push(e->arena, body, loop);
    return loop;
}

static CNode *item_of_block(Emitter *e)
{
    return c_index(e->arena, c_name(e->arena, "items"), c_name(e->arena, "i"));
}

/* `nb_release_items_of_str(ctx, block)`: the last owner's release gives up the items first. */
static const char *items_releaser(Emitter *e, const Type *element)
{
    const char *name = text_format(e, "nb_release_items_of_%s", short_name(e, element));
    CNode *block = c_name(e->arena, "block");
    CNode *ctx = c_name(e->arena, "ctx");

    if (made_before(e, name)) {
        return name;
    }
    const char *release = ownership_function(e, element, RELEASE);
    CNode *function = generated_function(e, "void", name);
    CNodeList *body = &function->left->list;
    CNode *is_shared = c_if(
        e->arena, c_unary(e->arena, "!", c_call1(e->arena, use(e, "nb_block_is_last"), block)));
    function->comment = "Gives up a block, and what it holds with its last owner.";
    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_block")), "block");
    c_push(e->arena, &is_shared->list, c_new(e->arena, C_RETURN, (Span){0}));
    c_push(e->arena, body, is_shared);
    CNode *loop = push_item_loop(e, body, element);
    c_push(e->arena, &loop->list,
           statement_of(e, c_call2(e->arena, release, ctx, address_of(e, item_of_block(e)))));
    c_push(e->arena, body, statement_of(e, c_call2(e->arena, use(e, "nb_block_free"), ctx, block)));
    c_push(e->arena, &e->type_functions, function);
    return name;
}

/* `nb_retain_items_of_str(words.owner)` */
static const char *items_retainer(Emitter *e, const Type *element)
{
    const char *name = text_format(e, "nb_retain_items_of_%s", short_name(e, element));

    if (made_before(e, name)) {
        return name;
    }
    const char *retain = ownership_function(e, element, RETAIN);
    CNode *function = generated_function(e, "void", name);
    function->comment = "One more owner for each item of a block.";
    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_block")), "block");
    CNode *loop = push_item_loop(e, &function->left->list, element);
    c_push(e->arena, &loop->list,
           statement_of(e, c_cast(e->arena, "void", c_call1(e->arena, retain, item_of_block(e)))));
    c_push(e->arena, &e->type_functions, function);
    return name;
}

void emit_retained_items(Emitter *e, const Node *made, CNode *place)
{
    bool is_copied = made->kind == NODE_BUILTIN &&
                     (made->builtin.id == BUILTIN_FULL || made->builtin.id == BUILTIN_COPY);

    if (!is_copied || !counts_references(e->program) ||
        !type_is_managed(made->type->arguments[0])) {
        return;
    }
    CNode *call = c_call1(e->arena, items_retainer(e, made->type->arguments[0]),
                          c_member(e->arena, place, "owner"));
    push_expression(e, call, made->span);
}

/* Of an array: `nb_release_items_of_str(ctx, x->owner); x->owner = NULL;` */
static void push_array_release(Emitter *e, CNodeList *body, const Type *type)
{
    CNode *owner = c_member(e->arena, content_of(e), "owner");
    CNode *call =
        c_call2(e->arena, items_releaser(e, type->arguments[0]), c_name(e->arena, "ctx"), owner);

    runtime_use_header(e->runtime, "stddef.h");
    c_push(e->arena, body, statement_of(e, call));
    c_push(e->arena, body, c_assign(e->arena, owner, "=", c_name(e->arena, "NULL")));
}

static void make_ownership(Emitter *e, const Type *type, Ownership what, const char *name)
{
    static const char *const comments[] = {
        "The same, its parts owned once more.", "Gives up its parts; a second time does nothing.",
        "What the place holds, which is left empty.", "Gives up what the place holds for `value`."};
    const char *value = c_type(e, type);
    const char *place = pointer_type(e, type);
    bool gives_value = what == RETAIN || what == MOVE;
    CNode *function = generated_function(e, gives_value ? value : "void", name);
    CNodeList *body = &function->left->list;

    function->flags |= C_INLINE;
    function->comment = comments[what];
    if (what == RELEASE || what == REPLACE) {
        add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    }
    add_parameter(e, function, what == RETAIN ? value : place, "x");
    switch (what) {
    case RETAIN: push_retains(e, body, type); break;
    case RELEASE:
        if (type->kind == TYPE_ARRAY) {
            push_array_release(e, body, type);
        } else {
            push_releases(e, body, type);
        }
        break;
    case MOVE: push_move(e, body, type); break;
    case REPLACE:
        add_parameter(e, function, value, "value");
        push_replace(e, body, type);
        break;
    }
    c_push(e->arena, &e->type_functions, function);
}

/* --- names --- */

static const char *ownership_function(Emitter *e, const Type *type, Ownership what)
{
    const char *verb = verbs[what];

    bool has_items = type->kind == TYPE_ARRAY && type_is_managed(type->arguments[0]) &&
                     (what == RELEASE || what == REPLACE);

    if (type->kind == TYPE_ARRAY && !has_items) {
        return array_function(e, type, type->strided ? text_format(e, "strided_%s", verb) : verb);
    }
    const char *name = text_format(e, "nb_%s_%s", verb, short_name(e, type));
    if (type->kind == TYPE_STR) {
        return use(e, name);
    }
    if (!made_before(e, name)) {
        make_ownership(e, type, what, name);
    }
    return name;
}

/* --- expressions --- */

static CNode *address_of_place(Emitter *e, const Node *place)
{
    return address_of(e, emit_expression(e, place));
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
        return c_call2(e->arena, ownership_function(e, value->type, RELEASE), context_of(e),
                       address_of_place(e, value));
    }
}

CNode *emit_replacing(Emitter *e, const Node *value, CNode *place)
{
    const Node *replacement = value->builtin.arguments.items[0];

    return c_call3(e->arena, ownership_function(e, value->type, REPLACE), context_of(e),
                   address_of(e, place), emit_value(e, replacement));
}
