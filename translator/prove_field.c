/* Fields of what a local holds: self.items, node.left. A Local stands for each such place.
 *
 * What is known of one holds until something may change it: an assignment to the local or to any
 * field of a name that the place goes through, or code that is not looked into: a call, an object's
 * `init`, what compares, hashes or shows objects. A place of which nothing is known has an unknown
 * value and no axes, so that it needs no term while nobody asks. Where objects have a __del__,
 * which may run at any time, nothing is known of fields. */
#include "prove.h"
#include "sizes.h"

#include <string.h>

enum { MOST_FIELDS = 16 }; /* of the places met, the newest are followed */

/* --- places --- */

static bool has_fields(const Type *type)
{
    return type->kind == TYPE_CLASS || type->kind == TYPE_STRUCT || type->kind == TYPE_EXCEPTION;
}

/* The local whose field, or field's field, the place is; NULL: it is none, or others assign it. */
static const Local *root_of(const Node *place)
{
    while (place->kind == NODE_FIELD && has_fields(place->field.base->type)) {
        place = place->field.base;
    }
    const Local *local = place->kind == NODE_NAME ? local_of(place->name.symbol) : NULL;

    return local != NULL && !local->is_shared ? local : NULL;
}

static bool is_same_place(const Node *a, const Node *b)
{
    while (a->kind == NODE_FIELD && b->kind == NODE_FIELD && a->field.name == b->field.name) {
        a = a->field.base;
        b = b->field.base;
    }
    return a->kind == NODE_NAME && node_is_name_of(b, a->name.symbol);
}

static uint32_t first_followed(const Prover *prover)
{
    return prover->fields.count > MOST_FIELDS ? prover->fields.count - MOST_FIELDS : 0;
}

Local *field_local(Prover *prover, const Node *place)
{
    const Local *root = prover->follows_fields ? root_of(place) : NULL;

    if (root == NULL) {
        return NULL;
    }
    for (uint32_t i = prover->fields.count; i > first_followed(prover); i--) {
        if (is_same_place(prover->fields.items[i - 1]->place, place)) {
            return prover->fields.items[i - 1];
        }
    }
    Local *local = ARENA_NEW(prover->arena, Local);

    local->symbol = root->symbol;
    local->type = place->type;
    local->place = place;
    local->rank = type_axes(place->type);
    local->value = value_unknown();
    LIST_PUSH(prover->arena, &prover->fields, local);
    return local;
}

Value field_value(Prover *prover, const Node *place)
{
    Local *local = has_value(place->type) ? field_local(prover, place) : NULL;

    if (local == NULL) {
        return value_of_type(prover, place->type);
    }
    if (!local->value.is_known) {
        local_set(prover, local, value_of_type(prover, place->type), NULL);
    }
    return local->value;
}

const Value *field_axes(Prover *prover, const Node *place)
{
    Local *local = field_local(prover, place);

    if (local == NULL) {
        return new_axes(prover, NULL, type_axes(place->type));
    }
    if (local->axes == NULL) {
        local_set(prover, local, value_unknown(), new_axes(prover, NULL, local->rank));
    }
    return local->axes;
}

void recall_field(Prover *prover, const Node *node, Value value)
{
    bool is_length = node->kind == NODE_BUILTIN && node->builtin.id == BUILTIN_LEN;
    const Node *place = is_length ? node->builtin.arguments.items[0] : node;
    Local *local = place->kind == NODE_FIELD && value.is_known ? field_local(prover, place) : NULL;

    if (local == NULL || local->axes != NULL || local->value.is_known) {
        return;
    }
    if (is_length) {
        Value *axes = new_axes(prover, NULL, 1);

        axes[0] = value;
        local_set(prover, local, value_unknown(), axes);
    } else {
        local_set(prover, local, value, NULL);
    }
}

/* --- what changes them --- */

/* May the comparing, hashing or showing of such values call methods? */
static bool has_methods(const Type *type)
{
    if (has_fields(type) || type->kind == TYPE_DYN) {
        return true;
    }
    for (uint32_t i = 0; i < type->count; i++) {
        if (has_methods(type->arguments[i])) {
            return true;
        }
    }
    return false;
}

static bool is_table(const Type *type)
{
    return type->kind == TYPE_DICT || type->kind == TYPE_SET;
}

static bool builtin_runs_code(const Node *node)
{
    const Builtin *row = &builtin_table[node->builtin.id];
    const NodeList *arguments = &node->builtin.arguments;
    bool is_quiet = row->effect == EFFECT_PURE;

    if (row->rule == RULE_METHOD) {
        is_quiet = strpbrk(row->parameters, "=<") == NULL && !is_table(arguments->items[0]->type);
    }
    for (uint32_t i = 0; i < arguments->count && !is_quiet; i++) {
        if (has_methods(arguments->items[i]->type)) {
            return true;
        }
    }
    return row->effect == EFFECT_CALL;
}

static bool operator_runs_code(Operator op, const Node *operand)
{
    OperatorGroup group = operator_table[op].group;

    return (group == GROUP_COMPARISON || group == GROUP_MEMBER) && has_methods(operand->type);
}

/* Does the node, its children aside, run code that may assign fields? */
static bool runs_code(const Node *node)
{
    switch ((NodeKind)node->kind) {
    case NODE_CALL: return true;
    case NODE_CONSTRUCT: return node->construct.symbol->kind == SYMBOL_CLASS;
    case NODE_BUILTIN: return builtin_runs_code(node);
    case NODE_BINARY:
        return operator_runs_code((Operator)node->op, node->binary.left) ||
               operator_runs_code((Operator)node->op, node->binary.right);
    case NODE_CHAIN: return has_methods(node->chain.operands.items[0]->type);
    case NODE_INDEX: return is_table(node->index.base->type) && has_methods(node->index.base->type);
    case NODE_SET:
    case NODE_DICT: return has_methods(node->type);
    default: return false;
    }
}

static bool goes_through(const Node *place, const Name *field)
{
    while (place->kind == NODE_FIELD && place->field.name != field) {
        place = place->field.base;
    }
    return place->kind == NODE_FIELD;
}

/* May an assignment to `target` change the place, whose root is `root`? */
static bool target_changes(const Node *target, const Symbol *root, const Node *place)
{
    if (target->kind == NODE_NAME) {
        return target->name.symbol == root;
    }
    return target->kind == NODE_FIELD && goes_through(place, target->field.name);
}

bool node_changes_field(const Program *program, const Node *node, const Local *field)
{
    if (node->kind == NODE_ASSIGN) {
        return target_changes(node->assign.target, field->symbol, field->place);
    }
    return runs_code(node) ||
           (type_is_container(field->type) && node_changes_size(program, node, NULL));
}

void forget_fields(Prover *prover, const Node *node)
{
    for (uint32_t i = first_followed(prover); i < prover->fields.count; i++) {
        Local *local = prover->fields.items[i];

        if (node_changes_field(prover->program, node, local)) {
            local_forget(prover, local);
        }
    }
}

static void forget_in_tree(Node **slot, void *prover)
{
    forget_fields(prover, *slot);
    node_children(*slot, forget_in_tree, prover);
}

void forget_fields_in(Prover *prover, const Node *code)
{
    Node *root = (Node *)(uintptr_t)code;

    if (prover->fields.count > 0) {
        forget_in_tree(&root, prover);
    }
}

/* --- appended and popped items --- */

/* How many items more a list has after the method; false: nobody knows. */
static bool find_growth(BuiltinId id, int64_t *growth)
{
    switch (id) {
    case BUILTIN_LIST_APPEND:
    case BUILTIN_LIST_INSERT: *growth = 1; return true;
    case BUILTIN_LIST_POP:
    case BUILTIN_LIST_POP_AT: *growth = -1; return true;
    default: return false;
    }
}

Local *growing_list(Prover *prover, const Node *node, Value *length)
{
    bool is_method =
        node->kind == NODE_BUILTIN && builtin_table[node->builtin.id].rule == RULE_METHOD;
    int64_t growth;

    if (!is_method || !find_growth(node->builtin.id, &growth)) {
        return NULL;
    }
    Local *list = own_local(prover, node->builtin.arguments.items[0]);
    if (list == NULL || list->axes == NULL) {
        return NULL;
    }
    *length = value_plus(list->axes[0], growth);
    return length->is_known ? list : NULL;
}

void set_length(Prover *prover, Local *list, Value length)
{
    Value *axes = new_axes(prover, list->place == NULL ? list->symbol : NULL, 1);

    assume_at_most(prover, axes[0], length, 0);
    assume_at_most(prover, length, axes[0], 0);
    local_set(prover, list, value_unknown(), axes);
}
