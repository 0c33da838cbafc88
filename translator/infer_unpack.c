/* infer_unpack: assignments to several places at once. The value is evaluated first, then each
 * place gets its part, from left to right: (a, b) = (b, a) becomes
 *
 *     { let new_a = b; let new_b = a; a = new_a; b = new_b }
 *
 * and where the value is not written as a tuple, `let (new_a, new_b) = value` takes it apart. */
#include "infer.h"

typedef struct Unpack {
    Infer *infer;
    NodeList lets;
    NodeList assignments;
} Unpack;

static void unpack(Unpack *unpacked, Node *target, Node *value);

/* --- what a place is for --- */

/* What an item of the container is. */
static const Type *item_type(const Type *type)
{
    switch (type->kind) {
    case TYPE_LIST:
    case TYPE_ARRAY: return type->arguments[0];
    case TYPE_DICT: return type->arguments[1];
    default: return NULL;
    }
}

/* The type of a copy, for the place itself is inferred where it is assigned. */
static const Type *type_of_copy(Infer *infer, const Node *node)
{
    Node *copy = node_copy(infer->program, node, infer->function);

    return infer_expression(infer, &copy, NULL);
}

/* What the value for the place would like to be; NULL: the place does not tell. */
static const Type *wanted_type(Infer *infer, const Node *target)
{
    switch (target->kind) {
    case NODE_NAME: return target->name.symbol != NULL ? target->name.symbol->type : NULL;
    case NODE_FIELD: return type_of_copy(infer, target);
    case NODE_INDEX: return item_type(type_of_copy(infer, target->index.base));
    default: return NULL;
    }
}

/* --- parts --- */

static const char *name_of_part(Infer *infer, const Node *target)
{
    const char *name = "item";

    switch (target->kind) {
    case NODE_NAME: name = target->name.name->text; break;
    case NODE_FIELD: name = target->field.name->text; break;
    default: break;
    }
    return arena_format(&infer->program->arena, "new_%s", name);
}

static Symbol *part_of(Infer *infer, const Node *target)
{
    return symbol_fresh(infer->program, infer->function, name_of_part(infer, target), NULL, false,
                        target->span);
}

static void assign_part(Unpack *unpacked, Node *target, Node *value)
{
    LIST_PUSH(&unpacked->infer->program->arena, &unpacked->assignments,
              node_assign(unpacked->infer->program, target, value));
}

/* let new_a: A = value; a = new_a. A literal is the same at any time. */
static void unpack_item(Unpack *unpacked, Node *target, Node *value)
{
    Infer *infer = unpacked->infer;
    Program *program = infer->program;

    if (node_is_literal(value)) {
        assign_part(unpacked, target, value);
        return;
    }
    const Type *wanted = wanted_type(infer, target);
    if (wanted != NULL && is_error(wanted)) { /* that is told */
        infer_expression(infer, &value, NULL);
        return;
    }
    Symbol *part = part_of(infer, target);
    if (wanted != NULL) {
        infer_place(infer, &value, wanted, target_place(target));
        part->type = wanted;
    } else {
        infer_expression(infer, &value, NULL);
        part->type = require_value(infer, value, target_place(target));
    }
    LIST_PUSH(&program->arena, &unpacked->lets, node_let(program, part, value));
    assign_part(unpacked, target, node_name(program, part, value->span));
}

/* let (new_a, new_b) = value; a = new_a; b = new_b. */
static void unpack_tuple(Unpack *unpacked, const Node *target, Node *value)
{
    Program *program = unpacked->infer->program;
    Node *let = node_new(program, NODE_LET_TUPLE, value->span);
    const NodeList *places = &target->list;

    let->let_tuple.value = value;
    for (uint32_t i = 0; i < places->count; i++) {
        LIST_PUSH(&program->arena, &let->let_tuple.symbols,
                  part_of(unpacked->infer, places->items[i]));
    }
    (void)infer_statement(unpacked->infer, let);
    LIST_PUSH(&program->arena, &unpacked->lets, let);
    for (uint32_t i = 0; i < places->count; i++) {
        Node *name = node_name(program, let->let_tuple.symbols.items[i], places->items[i]->span);

        if (places->items[i]->kind == NODE_TUPLE) {
            unpack_tuple(unpacked, places->items[i], name);
        } else {
            assign_part(unpacked, places->items[i], name);
        }
    }
}

static void unpack_items(Unpack *unpacked, const NodeList *targets, const NodeList *values)
{
    for (uint32_t i = 0; i < targets->count; i++) {
        unpack(unpacked, targets->items[i], values->items[i]);
    }
}

/* The parser bounds how deep tuples nest. */
static void unpack(Unpack *unpacked, Node *target, Node *value)
{
    if (target->kind != NODE_TUPLE) {
        unpack_item(unpacked, target, value);
    } else if (value->kind == NODE_TUPLE && value->list.count == target->list.count) {
        unpack_items(unpacked, &target->list, &value->list);
    } else {
        unpack_tuple(unpacked, target, value);
    }
}

/* --- the statement --- */

static void push_all(Infer *infer, Node *block, const NodeList *statements)
{
    for (uint32_t i = 0; i < statements->count; i++) {
        LIST_PUSH(&infer->program->arena, &block->list, statements->items[i]);
    }
}

bool infer_unpacking(Infer *infer, Node *statement)
{
    Unpack unpacked = {.infer = infer};

    if (statement->assign.target->kind != NODE_TUPLE) {
        return false;
    }
    unpack(&unpacked, statement->assign.target, statement->assign.value);
    infer->function->used_names = NULL; /* names may come yet */
    statement->kind = NODE_BLOCK;
    statement->list = (NodeList){0};
    push_all(infer, statement, &unpacked.lets);
    push_all(infer, statement, &unpacked.assignments);
    for (uint32_t i = 0; i < unpacked.assignments.count; i++) {
        (void)infer_statement(infer, unpacked.assignments.items[i]);
    }
    return true;
}
