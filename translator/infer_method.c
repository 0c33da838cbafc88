/* infer_method: calls of the methods of built-in types, whose types methods.def spells. */
#include "infer.h"

#include <assert.h>

enum { SLOTS = 512 };

/* The rows of methods.def by name: open addressing. */
typedef struct MethodTable {
    struct {
        const Name *name;
        BuiltinId first;
    } slots[SLOTS];
    BuiltinId next[BUILTIN_COUNT]; /* the next row of the same name, or BUILTIN_NOT_ONE */
} MethodTable;

static_assert((int)SLOTS >= 2 * ((int)BUILTIN_COUNT - (int)BUILTIN_FIRST_METHOD),
              "the table is at most half full");

static uint32_t slot_of(const MethodTable *table, const Name *name)
{
    uint32_t at = name->hash & (SLOTS - 1);

    while (table->slots[at].name != NULL && table->slots[at].name != name) {
        at = (at + 1) & (SLOTS - 1);
    }
    return at;
}

/* Later rows are put before earlier ones, so that a name's rows are found in the table's order. */
static MethodTable *make_table(Program *program)
{
    MethodTable *table = ARENA_NEW(&program->arena, MethodTable);

    for (BuiltinId id = BUILTIN_COUNT - 1; id >= BUILTIN_FIRST_METHOD; id--) {
        const Name *name = name_of(&program->names, builtin_table[id].name);
        uint32_t at = slot_of(table, name);

        table->slots[at].name = name;
        table->next[id] = table->slots[at].first;
        table->slots[at].first = id;
    }
    return table;
}

/* --- signatures --- */

static const Type *spelt_type(Infer *infer, const char **at, const Type *receiver);

/* (EV) */
static const Type *spelt_tuple(Infer *infer, const char **at, const Type *receiver)
{
    enum { MOST_ITEMS = 4 };
    const Type *items[MOST_ITEMS];
    uint32_t count = 0;

    while (**at != ')' && count < MOST_ITEMS) {
        items[count++] = spelt_type(infer, at, receiver);
    }
    (*at)++;
    return type_tuple(infer->types, items, count);
}

/* Reads one type and moves `at` behind it. */
static const Type *spelt_type(Infer *infer, const char **at, const Type *receiver)
{
    Types *types = infer->types;

    switch (*(*at)++) {
    case 'E': return receiver->arguments[0];
    case 'V': return receiver->arguments[1];
    case 'S': return receiver;
    case 's': return types->str;
    case 'B': return types->bytes;
    case 'i': return types->scalar[TYPE_INT64];
    case 'u': return types->scalar[TYPE_UINT8];
    case 'f': return types->scalar[TYPE_FLOAT64];
    case 'b': return types->scalar[TYPE_BOOL];
    case '?': return type_option(types, spelt_type(infer, at, receiver));
    case '[': return type_list(types, spelt_type(infer, at, receiver));
    case '{': return type_set(types, spelt_type(infer, at, receiver));
    case '(': return spelt_tuple(infer, at, receiver);
    case '+':
    case '#':
    case '*': return spelt_type(infer, at, receiver);
    default: return types->scalar[TYPE_NONE];
    }
}

/* Each letter that does not begin a longer type ends one. */
static uint32_t parameter_count(const char *parameters)
{
    uint32_t count = 0;
    uint32_t depth = 0;

    for (; *parameters != '\0'; parameters++) {
        depth += *parameters == '(';
        depth -= *parameters == ')';
        count += depth == 0 && strchr("+?[{=<#*~", *parameters) == NULL;
    }
    return count;
}

uint32_t method_parameter_count(BuiltinId id)
{
    return parameter_count(builtin_table[id].parameters);
}

/* --- calls --- */

BuiltinId find_method(Infer *infer, const Type *receiver, const Name *name, uint32_t count)
{
    BuiltinId found = BUILTIN_NOT_ONE;

    if (infer->methods == NULL) {
        infer->methods = make_table(infer->program);
    }
    const MethodTable *table = infer->methods;
    for (BuiltinId id = table->slots[slot_of(table, name)].first; id != BUILTIN_NOT_ONE;
         id = table->next[id]) {
        if (builtin_table[id].receiver != receiver->kind) {
            continue;
        }
        if (method_parameter_count(id) == count) {
            return id;
        }
        found = found == BUILTIN_NOT_ONE ? id : found;
    }
    return found;
}

Span member_span(const Infer *infer, const Node *node)
{
    bool is_field = node->kind == NODE_FIELD;

    return span_of_member(&infer->program->sources, node->span,
                          is_field ? node->field.base->span : node->method.base->span,
                          is_field ? node->field.name : node->method.name);
}

void report_no_method(Infer *infer, const Node *node, const Type *receiver)
{
    const char *candidates[2 * SLOTS];
    size_t count = given_method_names(infer, receiver, candidates, SLOTS);

    report_error(infer->diagnostics, member_span(infer, node), "%s has no method '%s'",
                 type_text(infer->types, receiver), node->method.name->text);
    for (BuiltinId id = BUILTIN_FIRST_METHOD; id < BUILTIN_COUNT; id++) {
        if (builtin_table[id].receiver == receiver->kind) {
            candidates[count++] = builtin_table[id].name;
        }
    }
    if (suggest_member(infer, node->method.base, node->method.name)) {
        return;
    }
    const char *nearest = nearest_name(node->method.name->text, candidates, count);
    if (nearest != NULL) {
        report_help(infer->diagnostics, "did you mean '%s'?", nearest);
    }
}

static const Type *report_argument_count(Infer *infer, Node *node, uint32_t expected)
{
    const char *name = builtin_table[node->builtin.id].name;
    NodeList *arguments = &node->builtin.arguments;

    report_error(infer->diagnostics, node->span, "expected %u argument%s for '%s', saw %u",
                 expected, expected == 1 ? "" : "s", name, arguments->count - 1);
    for (uint32_t i = 1; i < arguments->count; i++) {
        infer_expression(infer, &arguments->items[i], NULL);
    }
    return error_type(infer);
}

/* What the row demands of the receiver's elements: `=` to compare them, `<` to order them. */
static bool check_elements(Infer *infer, const Node *node, const char **parameters)
{
    const Type *receiver = node->builtin.arguments.items[0]->type;
    bool is_ordered = **parameters == '<';

    if (!is_ordered && **parameters != '=') {
        return true;
    }
    (*parameters)++;
    if (is_comparable(infer, receiver->arguments[0], is_ordered)) {
        return true;
    }
    report_error(infer->diagnostics, node->span, "'%s' cannot %s elements of %s",
                 builtin_table[node->builtin.id].name, is_ordered ? "order" : "compare",
                 type_text(infer->types, receiver->arguments[0]));
    return false;
}

/* The methods of arrays are those of views. */
static const Type *receiver_type(Infer *infer, Node **receiver)
{
    const Type *type = (*receiver)->type;

    if (type->kind == TYPE_ARRAY && !type->strided) {
        convert_slot(infer, receiver,
                     type_array(infer->types, type->arguments[0], type->rank, true));
    }
    return (*receiver)->type;
}

const Type *infer_method_row(Infer *infer, Node *node)
{
    const Builtin *row = &builtin_table[node->builtin.id];
    NodeList *arguments = &node->builtin.arguments;
    const Type *receiver = receiver_type(infer, &arguments->items[0]);
    uint32_t expected = method_parameter_count(node->builtin.id);
    const char *parameters = row->parameters;
    const char *result = row->result;

    if (arguments->count != expected + 1) {
        return report_argument_count(infer, node, expected);
    }
    bool is_good = check_elements(infer, node, &parameters);
    infer->program->changes_sizes |= row->effect >= EFFECT_WRITE && type_is_container(receiver);
    if (node->builtin.id == BUILTIN_LIST_EXTEND || node->builtin.id == BUILTIN_STR_JOIN) {
        make_list(infer, &arguments->items[1],
                  receiver->kind == TYPE_LIST ? receiver : type_list(infer->types, receiver));
    }
    for (uint32_t i = 1; i < arguments->count; i++) {
        infer_place(infer, &arguments->items[i], spelt_type(infer, &parameters, receiver),
                    (Place){"argument", row->name, i});
    }
    return is_good ? spelt_type(infer, &result, receiver) : error_type(infer);
}
