/* emit_format: "…".format(…): each piece of the format string is written to a text. */
#include "emit_internal.h"

#include "format.h"
#include "hoist.h"

/* One call of `format`: what has been written, and its arguments. */
typedef struct Formatting {
    Emitter *e;
    const Node *node;
    CNode *out;        /* the address of the text's writer */
    CNode **arguments; /* from 1 on; an item NULL: it is emitted where it is written */
} Formatting;

static void push_call(Formatting *f, CNode *call)
{
    push(f->e, statement_of(f->e, call), f->node->span);
}

static void write_text(Formatting *f, const FormatPiece *piece)
{
    Emitter *e = f->e;

    if (piece->size == 0) {
        return;
    }
    if (is_c_text(piece->text, piece->size) && piece->size <= C_LONGEST_STRING) {
        push_call(f, c_call2(e->arena, use(e, "nb_write_literal"), f->out,
                             c_string(e->arena, piece->text, piece->size)));
    } else {
        push_call(f, c_call2(e->arena, use(e, "nb_write_text"), f->out,
                             emit_string(e, piece->text, piece->size)));
    }
}

/* The function that lays a value of the type out by a specification. */
static const char *formatter_of(Emitter *e, const Type *type, const char *specification)
{
    switch (scalar_class(type)) {
    case CLASS_FLOAT: return use(e, text_format(e, "nb_format_%s", short_name(e, type)));
    case CLASS_BOOL:
    case CLASS_SIGNED:
    case CLASS_UNSIGNED:
        if (format_is_float(specification)) {
            return use(e, "nb_format_float64");
        }
        return use(e,
                   scalar_class(type) == CLASS_UNSIGNED ? "nb_format_uint64" : "nb_format_int64");
    default: return use(e, "nb_format_str");
    }
}

static CNode *argument_value(Formatting *f, uint32_t position)
{
    CNode *known = f->arguments[position];

    return known != NULL ? known : emit_value(f->e, f->node->builtin.arguments.items[position]);
}

static CNode *formatted_value(Formatting *f, uint32_t position, const char *specification)
{
    const Type *type = f->node->builtin.arguments.items[position]->type;
    CNode *value = argument_value(f, position);

    return !type_is_float(type) && type->kind != TYPE_STR && format_is_float(specification)
               ? c_cast(f->e->arena, "double", value)
               : value;
}

/* The value as str gives it; `is_repr`: as it stands in a list. */
static void write_plain(Formatting *f, uint32_t position, bool is_repr)
{
    Emitter *e = f->e;
    const Node *argument = f->node->builtin.arguments.items[position];
    bool is_message = argument->type->kind == TYPE_EXCEPTION && !is_repr;
    const char *writer = is_message ? use(e, "nb_write_text")
                         : is_repr  ? writer_of(e, argument->type)
                                    : shower_of(e, argument->type);
    CNode *call = c_call1(e->arena, writer, f->out);

    if (is_message) {
        c_push(e->arena, &call->list, c_member(e->arena, exception_object(e, argument), "message"));
    } else if (argument->type->kind != TYPE_NONE) {
        c_push(e->arena, &call->list, argument_value(f, position));
    }
    push_call(f, call);
}

static void write_field(Formatting *f, const FormatPiece *piece)
{
    Emitter *e = f->e;
    uint32_t position = piece->argument + 1;
    const Type *type = f->node->builtin.arguments.items[position]->type;
    const char *specification = piece->specification;

    if (specification[0] == '\0') {
        write_plain(f, position, piece->is_repr);
        return;
    }
    push_call(f, c_call3(e->arena, formatter_of(e, type, specification), f->out,
                         formatted_value(f, position, specification),
                         c_string(e->arena, specification, (uint32_t)strlen(specification))));
}

/* Is each argument written once, in their order? Then it is emitted where it is written. */
static bool is_in_order(const FormatPieces *pieces)
{
    uint32_t next = 0;

    for (uint32_t i = 0; i < pieces->count; i++) {
        if (pieces->items[i].has_field && pieces->items[i].argument != next++) {
            return false;
        }
    }
    return true;
}

/* Stores what may not be written down twice or later. */
static void keep_arguments(Formatting *f)
{
    Emitter *e = f->e;
    const NodeList *arguments = &f->node->builtin.arguments;

    for (uint32_t i = 1; i < arguments->count; i++) {
        const Node *argument = arguments->items[i];

        if (node_is_repeatable(argument) || argument->type->kind == TYPE_NONE) {
            continue;
        }
        const char *name = local_fresh(e, "value");
        push(e,
             c_declare(e->arena, text_format(e, "const %s", c_type(e, argument->type)), name,
                       emit_value(e, argument)),
             argument->span);
        f->arguments[i] = c_name(e->arena, name);
    }
}

CNode *emit_format_call(Emitter *e, const Node *node)
{
    const Node *template = node->builtin.arguments.items[0];
    const char *name = local_fresh(e, "buffer");
    CNode *text = c_name(e->arena, name);
    Formatting f = {.e = e, .node = node};
    FormatPieces pieces = {0};

    f.out = c_unary(e->arena, "&", c_member(e->arena, text, "writer"));
    f.arguments = arena_zeroed(e->arena, node->builtin.arguments.count * sizeof(*f.arguments));
    (void)format_split(e->arena, template->string.bytes, template->string.size, &pieces);
    if (!is_in_order(&pieces)) {
        keep_arguments(&f);
    }
    push(e,
         c_declare(e->arena, use(e, "nb_text"), name,
                   c_call1(e->arena, use(e, "nb_text_open"), context_of(e))),
         node->span);
    for (uint32_t i = 0; i < pieces.count; i++) {
        write_text(&f, &pieces.items[i]);
        if (pieces.items[i].has_field) {
            write_field(&f, &pieces.items[i]);
        }
    }
    return c_call1(e->arena, use(e, "nb_text_close"), c_unary(e->arena, "&", text));
}
