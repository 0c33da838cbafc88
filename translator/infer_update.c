/* infer_update: `target op= value` where the target holds an object, or is an object's item or a
 * list's slice: by
 * `__iadd__` and the like where there is one, else by `__add__`. What the target is found by is
 * evaluated once, so it goes to locals before: o().x += v becomes
 *
 *     { let object = o(); object.x = object.x + v } */
#include "infer.h"

static const char *const update_methods[OPERATOR_COUNT] = {
    [OP_ADD] = "__iadd__",
    [OP_SUBTRACT] = "__isub__",
    [OP_MULTIPLY] = "__imul__",
    [OP_DIVIDE] = "__itruediv__",
    [OP_FLOOR_DIVIDE] = "__ifloordiv__",
    [OP_MODULO] = "__imod__",
    [OP_POWER] = "__ipow__",
    [OP_BIT_AND] = "__iand__",
    [OP_BIT_OR] = "__ior__",
    [OP_BIT_XOR] = "__ixor__",
    [OP_SHIFT_LEFT] = "__ilshift__",
    [OP_SHIFT_RIGHT] = "__irshift__",
};

typedef struct Update {
    Infer *infer;
    Node *statement;
    NodeList lets; /* what the target is found by */
} Update;

/* --- what the target is found by --- */

/* *slot becomes the name of a local that has its value, unless it can be evaluated twice. */
static void evaluate_once(Update *update, Node **slot, const char *name)
{
    Program *program = update->infer->program;
    Node *value = *slot;

    if (value->kind == NODE_NAME || node_is_literal(value)) {
        return;
    }
    Symbol *symbol =
        symbol_fresh(program, update->infer->function, name, value->type, false, value->span);
    LIST_PUSH(&program->arena, &update->lets, node_let(program, symbol, value));
    *slot = node_name(program, symbol, value->span);
}

static void evaluate_items(Update *update, NodeList *items)
{
    for (uint32_t i = 0; i < items->count; i++) {
        evaluate_once(update, &items->items[i], "index");
    }
}

/* The object itself, where a method of a base is called. */
static Node **object_of(const NodeList *arguments)
{
    Node **object = &arguments->items[0];

    while ((*object)->kind == NODE_CONVERT && ((*object)->flags & FLAG_IMPLIED) != 0) {
        object = &(*object)->convert.operand;
    }
    return object;
}

static void evaluate_arguments(Update *update, NodeList *arguments)
{
    evaluate_once(update, object_of(arguments), "object");
    for (uint32_t i = 1; i < arguments->count; i++) {
        evaluate_once(update, &arguments->items[i], "key");
    }
}

static void evaluate_slice(Update *update, Node *slice)
{
    Node **bounds[] = {&slice->slice.low, &slice->slice.high, &slice->slice.step};
    static const char *const names[] = {"low", "high", "step"};

    for (uint32_t i = 0; i < 3; i++) {
        if (*bounds[i] != NULL) {
            evaluate_once(update, bounds[i], names[i]);
        }
    }
}

/* A field of a struct and an element of an array are places in another place. */
static void evaluate_place(Update *update, Node *place)
{
    while (place->kind == NODE_FIELD && place->field.base->type->kind != TYPE_CLASS) {
        place = place->field.base;
    }
    switch (place->kind) {
    case NODE_FIELD: evaluate_once(update, &place->field.base, "object"); break;
    case NODE_BUILTIN: evaluate_arguments(update, &place->builtin.arguments); break;
    case NODE_CALL: evaluate_arguments(update, &place->call.arguments); break;
    case NODE_VIEW:
        evaluate_once(update, &place->index.base, "items");
        evaluate_slice(update, place->index.items.items[0]);
        break;
    case NODE_INDEX:
        if (place->index.base->type->kind == TYPE_ARRAY) {
            evaluate_place(update, place->index.base);
        } else {
            evaluate_once(update, &place->index.base, "items");
        }
        evaluate_items(update, &place->index.items);
        break;
    default: break;
    }
}

/* --- the new value --- */

static Node *read_target(const Update *update)
{
    return node_copy(update->infer->program, update->statement->assign.target,
                     update->infer->function);
}

/* target.__iadd__(value), or target + value. */
static Node *updated(const Update *update)
{
    Infer *infer = update->infer;
    const Node *statement = update->statement;
    const char *name = update_methods[statement->op];
    const Type *type = statement->assign.target->type;
    Function *method =
        name == NULL ? NULL : usual_method(infer, type, name_of(&infer->program->names, name));
    Node *value = NULL;

    if (method != NULL) {
        NodeList given = {0};
        LIST_PUSH(&infer->program->arena, &given, statement->assign.value);
        value = method_call(infer, method, read_target(update), given, statement->span);
        value->type = infer_method_call(infer, value, method);
    } else {
        value = node_binary(infer->program, (Operator)statement->op, NULL, read_target(update),
                            statement->assign.value);
        value->span = statement->span;
        infer_expression(infer, &value, NULL);
    }
    return value;
}

/* --- storing it --- */

static void become_expression(Node *statement, Node *call)
{
    statement->kind = NODE_EXPRESSION;
    statement->op = OP_NONE;
    statement->unary.operand = call;
}

/* object.__setitem__(index, value), or NULL: there is no such method. */
static Node *object_item_set(const Update *update, const NodeList *found_by, Node *value)
{
    Infer *infer = update->infer;
    Node *object = *object_of(found_by);
    Function *method =
        usual_method(infer, object->type, name_of(&infer->program->names, "__setitem__"));
    NodeList given = {0};

    if (method == NULL) {
        return NULL;
    }
    LIST_PUSH(&infer->program->arena, &given, found_by->items[1]);
    LIST_PUSH(&infer->program->arena, &given, value);
    Node *call = method_call(infer, method, object, given, update->statement->span);
    call->type = infer_method_call(infer, call, method);
    return call;
}

static void store_object_item(const Update *update, Node *value)
{
    const NodeList *found_by = &update->statement->assign.target->call.arguments;
    Node *set = object_item_set(update, found_by, value);

    if (set == NULL) {
        report_error(update->infer->diagnostics, update->statement->span,
                     "%s has no method '__setitem__'",
                     type_text(update->infer->types, (*object_of(found_by))->type));
        return;
    }
    become_expression(update->statement, set);
}

static void store_dict_item(const Update *update, Node *value)
{
    const NodeList *found_by = &update->statement->assign.target->builtin.arguments;
    NodeList given = {0};

    LIST_PUSH(&update->infer->program->arena, &given, found_by->items[1]);
    LIST_PUSH(&update->infer->program->arena, &given, value);
    make_method_call(update->infer, update->statement, "__setitem__", found_by->items[0], given);
}

static void store_place(const Update *update, Node *value)
{
    Node *statement = update->statement;

    statement->op = OP_NONE;
    statement->assign.value = value;
    const Type *type = infer_target(update->infer, &statement->assign.target);
    coerce(update->infer, &statement->assign.value, type, (Place){"the target", NULL, 0});
}

static void store_slice(const Update *update, Node *value)
{
    update->statement->op = OP_NONE;
    update->statement->assign.value = value;
    (void)infer_slice_assignment(update->infer, update->statement);
}

static void store(const Update *update, Node *value)
{
    Node *statement = update->statement;

    if (is_error(value->type)) {
        become_expression(statement, value);
    } else if (value->type->kind == TYPE_NONE) { /* a method that changes the object itself */
        become_expression(statement, value);
    } else if (statement->assign.target->kind == NODE_CALL) {
        store_object_item(update, value);
    } else if (statement->assign.target->kind == NODE_BUILTIN) {
        store_dict_item(update, value);
    } else if (statement->assign.target->kind == NODE_VIEW) {
        store_slice(update, value);
    } else {
        store_place(update, value);
    }
}

/* { let …; statement } */
static void put_lets_before(const Update *update)
{
    Program *program = update->infer->program;
    Node *statement = update->statement;
    Node *stored = node_clone(program, statement);

    if (update->lets.count == 0) {
        return;
    }
    statement->kind = NODE_BLOCK;
    statement->op = OP_NONE;
    statement->list = update->lets;
    LIST_PUSH(&program->arena, &statement->list, stored);
    update->infer->function->used_names = NULL; /* names may come yet */
}

static bool is_item_of_object(Infer *infer, const Node *target)
{
    const Function *method = target->kind == NODE_CALL ? called_method(target) : NULL;

    return method != NULL && method->symbol->name == name_of(&infer->program->names, "__getitem__");
}

/* xs[a:b] += ys, xs[a:b] *= n */
static bool is_slice_of_list(Infer *infer, Node *statement)
{
    const Node *target = statement->assign.target;

    if (target->kind != NODE_VIEW || target->type->kind != TYPE_LIST) {
        return false;
    }
    if (statement->op == OP_ADD) {
        make_list(infer, &statement->assign.value, target->type);
    }
    return true;
}

/* What is changed in place: { let items = o[i]; items += x; o[i] = items }, the last where there is
 * a `__setitem__`. */
static bool update_item_in_place(Update *update)
{
    Infer *infer = update->infer;
    Node *statement = update->statement;
    Node **target = &statement->assign.target;
    TypeKind kind = (*target)->type->kind;

    if ((kind != TYPE_ARRAY && kind != TYPE_LIST) || !is_item_of_object(infer, *target)) {
        return false;
    }
    evaluate_place(update, *target);
    Node *again = read_target(update);
    evaluate_once(update, target, "items");
    Node *items = node_copy(infer->program, *target, infer->function);
    Node *set = object_item_set(update, &again->call.arguments, items);
    if (!infer_list_update(infer, statement)) {
        (void)infer_array_update(infer, statement);
    }
    put_lets_before(update);
    if (set != NULL) {
        Node *last = node_new(infer->program, NODE_EXPRESSION, set->span);
        last->unary.operand = set;
        block_push(infer->program, statement, last);
    }
    return true;
}

bool infer_object_update(Infer *infer, Node *statement)
{
    const Node *target = statement->assign.target;
    Update update = {infer, statement, {0}};

    if (statement->op == OP_NONE ||
        (!may_have_methods(target->type) && !is_item_of_object(infer, target) &&
         !is_slice_of_list(infer, statement))) {
        return false;
    }
    if (update_item_in_place(&update)) {
        return true;
    }
    if ((target->kind == NODE_CALL || target->kind == NODE_BUILTIN) &&
        !is_item_of_object(infer, target) && !is_dict_item(target)) {
        return false;
    }
    evaluate_place(&update, statement->assign.target);
    store(&update, updated(&update));
    put_lets_before(&update);
    return true;
}
