/* infer_format: "…".format(…). The format string is a literal, so that its fields are checked
 * against the arguments' types here. */
#include "infer.h"

#include "format.h"

/* The literal that the receiver is; NULL after a diagnostic. */
static const Node *literal_template(Infer *infer, Node **slot)
{
    Node *value = fold_constant(infer->program, *slot);

    if (value == NULL || value->kind != NODE_STRING) {
        report_error(infer->diagnostics, (*slot)->span, "expected a literal before '.format'");
        report_help(infer->diagnostics,
                    "the fields are checked against the arguments' types at compile time");
        return NULL;
    }
    *slot = value;
    return value;
}

/* Is the argument, which has its text by methods, shown by {!r}? Its repr is what such a field then
 * shows as it is: the field becomes {!s}. */
static bool take_repr(Infer *infer, Node **slot, uint32_t number)
{
    Node *value = fold_constant(infer->program, *slot);
    FormatPieces pieces = {0};
    uint32_t uses[2] = {0, 0}; /* by {} and by {!r} */

    if (value == NULL || value->kind != NODE_STRING ||
        format_split(&infer->program->scratch, value->string.bytes, value->string.size, &pieces) !=
            NULL) {
        return false;
    }
    char *bytes = arena_copy(&infer->program->arena, value->string.bytes, value->string.size);
    for (uint32_t i = 0; i < pieces.count; i++) {
        if (pieces.items[i].has_field && pieces.items[i].argument + 1 == number) {
            uses[pieces.items[i].is_repr]++;
            if (pieces.items[i].is_repr) {
                bytes[pieces.items[i].letter] = 's';
            }
        }
    }
    if (uses[true] > 0 && uses[false] > 0) {
        report_error(infer->diagnostics, value->span,
                     "an object cannot be shown both with and without '!r' by one argument");
    } else if (uses[true] > 0) {
        *slot = node_text(infer->program, bytes, value->span);
        (*slot)->string.bytes = bytes;
        (*slot)->string.size = value->string.size;
        (*slot)->type = value->type;
    }
    return uses[true] > 0;
}

static bool shows_by_method(Infer *infer, const Type *type)
{
    return type->kind == TYPE_CLASS || (type->kind == TYPE_DYN && !is_printable(infer, type)) ||
           (has_content(type) && !is_printable(infer, type) && has_text(infer, type));
}

static bool infer_argument(Infer *infer, Node **template, Node **slot, uint32_t number)
{
    infer_expression(infer, slot, NULL);
    infer_object_text(infer, slot,
                      shows_by_method(infer, (*slot)->type) && take_repr(infer, template, number));
    const Node *argument = *slot;
    const Type *type = argument->type;

    if (argument->kind != NODE_NONE) {
        type = require_value(infer, *slot, (Place){"argument", "format", number});
    }
    if (!is_error(type) && !is_printable(infer, type)) {
        report_error(infer->diagnostics, (*slot)->span,
                     "expected something printable for argument %u of 'format', saw %s", number,
                     type_text(infer->types, type));
        return false;
    }
    return !is_error(type);
}

static void check_field(Infer *infer, const Node *template, const FormatPiece *piece,
                        const Node *argument)
{
    const char *problem = format_check(piece->specification, argument->type);

    if (problem != NULL) {
        report_error(infer->diagnostics, template->span, "in '{:%s}' for %s: %s",
                     piece->specification, type_text(infer->types, argument->type), problem);
    }
}

/* Reports arguments that no field shows: `shown` holds a mark for each that one does. */
static void check_unused(Infer *infer, const NodeList *arguments, const bool *shown)
{
    for (uint32_t i = 1; i < arguments->count; i++) {
        if (!shown[i]) {
            report_error(infer->diagnostics, arguments->items[i]->span,
                         "no field shows argument %u of 'format'", i);
        }
    }
}

static void check_fields(Infer *infer, const Node *template, const NodeList *arguments)
{
    FormatPieces pieces = {0};
    bool *shown = arena_zeroed(&infer->program->scratch, arguments->count * sizeof *shown);
    const char *problem = format_split(&infer->program->scratch, template->string.bytes,
                                       template->string.size, &pieces);

    if (problem != NULL) {
        report_error(infer->diagnostics, template->span, "%s", problem);
        return;
    }
    for (uint32_t i = 0; i + 1 < pieces.count; i++) {
        const FormatPiece *piece = &pieces.items[i];

        if (piece->argument + 1 >= arguments->count) {
            report_error(infer->diagnostics, template->span,
                         "no argument for field %u of the format string", piece->argument);
            return;
        }
        shown[piece->argument + 1] = true;
        check_field(infer, template, piece, arguments->items[piece->argument + 1]);
    }
    check_unused(infer, arguments, shown);
}

const Type *infer_format(Infer *infer, Node *node)
{
    NodeList *arguments = &node->builtin.arguments;
    bool is_good = true;

    for (uint32_t i = 1; i < arguments->count; i++) {
        is_good &= infer_argument(infer, &arguments->items[0], &arguments->items[i], i);
    }
    const Node *template = literal_template(infer, &arguments->items[0]);
    if (template != NULL && is_good) {
        check_fields(infer, template, arguments);
    }
    return infer->types->str;
}
