/* Loops over arrays, lists, bytes and objects, and directly over enumerate, zip and reversed: those
 * that count become loops over ranges, which read each item where it stands.
 *
 *     for (i, x) in enumerate(xs) { … }     for i in 0..len(xs) { let x = xs[i]; … }
 *     for (x, y) in zip(xs, ys) { … }       for i in 0..min(len(xs), len(ys)) { … }
 *     for x in reversed(xs) { … }           for i in len(xs) - 1..-1 step -1 { … } */
#include "lower_loops.h"

#include "class.h"
#include "sizes.h"

static const Type *int64_type(const Hoist *hoist)
{
    return hoist->program->types.scalar[TYPE_INT64];
}

static Node *name_node(const Hoist *hoist, Symbol *symbol, Span span)
{
    return node_name(hoist->program, symbol, span);
}

/* --- what a loop goes over --- */

static bool is_builtin(const Node *node, BuiltinId id)
{
    return node->kind == NODE_BUILTIN && node->builtin.id == id;
}

static bool has_indices(const Type *type)
{
    return type->kind == TYPE_ARRAY || type->kind == TYPE_LIST || type->kind == TYPE_BYTES;
}

/* Does an index tell each item? */
static bool is_counted(const Node *iterable)
{
    if (is_builtin(iterable, BUILTIN_ENUMERATE)) {
        return is_counted(iterable->builtin.arguments.items[0]);
    }
    return iterable->kind != NODE_RANGE && has_indices(iterable->type);
}

static bool is_constant_in(const Node *array, Node *body)
{
    return array->kind == NODE_NAME && loops_is_settled(array) &&
           !is_assigned_in(array->name.symbol, body);
}

/* The sequence becomes a name that stands for the same in each turn of the loop. */
static void settle_sequence(Hoist *hoist, Node **slot, Node *body)
{
    Node *sequence = *slot;

    if (is_constant_in(sequence, body)) {
        return;
    }
    Symbol *items = loops_fresh(hoist, "items", sequence->type, sequence->span);
    if (sequence->kind == NODE_NAME) {
        sequence->name.symbol->is_sole = false;
    }
    items->is_sole = type_is_container(sequence->type) && makes_container(sequence);
    hoist_statement(hoist, node_let(hoist->program, items, sequence));
    *slot = name_node(hoist, items, sequence->span);
}

static void settle_number(Hoist *hoist, Node **slot, Node *body)
{
    if ((*slot)->kind != NODE_INTEGER && !is_constant_in(*slot, body)) {
        Symbol *number = loops_fresh(hoist, "start", (*slot)->type, (*slot)->span);

        hoist_statement(hoist, node_let(hoist->program, number, *slot));
        *slot = name_node(hoist, number, (*slot)->span);
    }
}

static void settle(Hoist *hoist, Node **slot, Node *body)
{
    bool is_enumeration = is_builtin(*slot, BUILTIN_ENUMERATE);

    if (!is_enumeration && !is_builtin(*slot, BUILTIN_ZIP)) {
        settle_sequence(hoist, slot, body);
        return;
    }
    const NodeList *arguments = &(*slot)->builtin.arguments;
    settle(hoist, &arguments->items[0], body);
    if (!is_enumeration) {
        settle(hoist, &arguments->items[1], body);
    } else if (arguments->count > 1) {
        settle_number(hoist, &arguments->items[1], body);
    }
}

/* --- items --- */

/* xs[i], or the view xs[i, :, …] where there are more axes. */
static Node *item_node(Hoist *hoist, Node *array, Symbol *index, const Type *type)
{
    Node *node =
        node_new(hoist->program, array->type->rank <= 1 ? NODE_INDEX : NODE_VIEW, array->span);

    node->type = type;
    node->flags = FLAG_PROVEN;
    node->index.base = node_repeat(hoist->program, array);
    LIST_PUSH(&hoist->program->arena, &node->index.items, name_node(hoist, index, array->span));
    for (uint32_t axis = 1; axis < array->type->rank; axis++) {
        LIST_PUSH(&hoist->program->arena, &node->index.items,
                  node_new(hoist->program, NODE_SLICE, array->span));
    }
    return node;
}

/* The number that enumerate gives with an item: `start` later than its index. */
static Node *number_node(const Hoist *hoist, const Node *enumeration, Symbol *index)
{
    const NodeList *arguments = &enumeration->builtin.arguments;
    Node *name = name_node(hoist, index, enumeration->span);

    if (arguments->count == 1 ||
        (arguments->items[1]->kind == NODE_INTEGER && arguments->items[1]->integer.value == 0)) {
        return name;
    }
    Node *sum = node_binary(hoist->program, OP_ADD, int64_type(hoist), name,
                            node_repeat(hoist->program, arguments->items[1]));
    sum->span = enumeration->span;
    return sum;
}

static Node *pair_node(const Hoist *hoist, const Type *type, Node *first, Node *second)
{
    Node *pair = node_new(hoist->program, NODE_TUPLE, second->span);

    pair->type = type;
    block_push(hoist->program, pair, first);
    block_push(hoist->program, pair, second);
    return pair;
}

/* What a turn of the loop goes over. */
static Node *item_of(Hoist *hoist, Node *iterable, Symbol *index, const Type *type)
{
    bool is_enumeration = is_builtin(iterable, BUILTIN_ENUMERATE);

    if (!is_enumeration && !is_builtin(iterable, BUILTIN_ZIP)) {
        return item_node(hoist, iterable, index, type);
    }
    Node **parts = iterable->builtin.arguments.items;
    Node *first = is_enumeration ? number_node(hoist, iterable, index)
                                 : item_of(hoist, parts[0], index, type->arguments[0]);
    Node *second = item_of(hoist, parts[is_enumeration ? 0 : 1], index, type->arguments[1]);

    return pair_node(hoist, type, first, second);
}

typedef struct Uses {
    const Symbol *symbol;
    uint32_t count;
} Uses;

static void count_use(Node **slot, void *data)
{
    Uses *uses = data;

    uses->count += node_is_name_of(*slot, uses->symbol);
    node_children(*slot, count_use, uses);
}

/* The `let (a, b) = item` at that place of the body, where nothing else is done with the item; or
 * NULL. */
static const Node *taken_apart(Node *body, uint32_t place, const Symbol *item)
{
    const Node *statement = place < body->list.count ? body->list.items[place] : NULL;
    Uses uses = {item, 0};

    if (statement == NULL || statement->kind != NODE_LET_TUPLE ||
        !node_is_name_of(statement->let_tuple.value, item)) {
        return NULL;
    }
    for (uint32_t i = 0; i < statement->let_tuple.symbols.count; i++) {
        if (statement->let_tuple.symbols.items[i]->is_cell) {
            return NULL;
        }
    }
    count_use(&body, &uses);
    return uses.count == 1 ? statement : NULL;
}

/* let item = value, or what takes the value apart, its parts each of them. Gives how many
 * statements of the old body that stands for, from `place` on. */
static uint32_t push_item(Hoist *hoist, Node *body, Symbol *item, Node *value, Node *old_body,
                          uint32_t place)
{
    const Node *parts = value->kind == NODE_TUPLE ? taken_apart(old_body, place, item) : NULL;
    uint32_t taken = 1;

    if (parts == NULL) {
        item->is_mutable |= item->is_assigned;
        if (!node_is_name_of(value, item)) {
            block_push(hoist->program, body, node_let(hoist->program, item, value));
        }
        return 0;
    }
    for (uint32_t i = 0; i < value->list.count; i++) {
        taken += push_item(hoist, body, parts->let_tuple.symbols.items[i], value->list.items[i],
                           old_body, place + taken);
    }
    return taken;
}

/* The same, then the rest of the old body. */
static void push_body(Hoist *hoist, Node *body, Symbol *item, Node *value, Node *old_body)
{
    uint32_t taken = push_item(hoist, body, item, value, old_body, 0);

    block_push_inner(hoist->program, body, &old_body->list, taken);
}

/* The variable of the program's own that part `part` of each item becomes, if it can be the new
 * loop's; or NULL. */
static Symbol *own_variable(const Node *loop, uint32_t part)
{
    const Node *parts = taken_apart(loop->for_.body, 0, loop->for_.symbol);
    Symbol *symbol = parts != NULL ? parts->let_tuple.symbols.items[part] : NULL;

    return symbol == NULL || symbol->is_assigned || symbol->is_mutable ? NULL : symbol;
}

/* --- turns --- */

/* check_size(len(xs), length), in the body of a loop that may change the list; `length` is the one
 * that it had before the loop. */
static void check_size(Hoist *hoist, Node *list, Symbol *length, Node *body)
{
    Program *program = hoist->program;
    Node *statement = node_new(program, NODE_EXPRESSION, list->span);

    statement->unary.operand = node_builtin(
        program, BUILTIN_CHECK_SIZE, program->types.scalar[TYPE_NONE],
        extent_node(program, list, 0), name_node(hoist, length, list->span), list->span);
    block_push(program, body, statement);
}

/* len(xs), in a local if it may change meanwhile. */
static Node *length_of(Hoist *hoist, Node *sequence, Node *old_body, Node *body)
{
    const Symbol *symbol = sequence->name.symbol;
    Node *extent = extent_node(hoist->program, sequence, 0);

    if (sequence->type->kind != TYPE_LIST || !changes_size(hoist->program, old_body, symbol)) {
        return extent;
    }
    Symbol *length = loops_let(hoist, NULL, "length", extent);
    check_size(hoist, sequence, length, body);
    return name_node(hoist, length, sequence->span);
}

/* How often the loop runs. */
static Node *turns_of(Hoist *hoist, Node *iterable, Node *old_body, Node *body)
{
    if (is_builtin(iterable, BUILTIN_ENUMERATE)) {
        return turns_of(hoist, iterable->builtin.arguments.items[0], old_body, body);
    }
    if (!is_builtin(iterable, BUILTIN_ZIP)) {
        return length_of(hoist, iterable, old_body, body);
    }
    Node *left = turns_of(hoist, iterable->builtin.arguments.items[0], old_body, body);
    Node *right = turns_of(hoist, iterable->builtin.arguments.items[1], old_body, body);
    Node *shorter =
        node_builtin(hoist->program, BUILTIN_MIN, int64_type(hoist), left, right, iterable->span);

    return name_node(hoist, loops_let(hoist, NULL, "length", shorter), iterable->span);
}

/* --- loops that count --- */

/* The index is the variable that takes the numbers of an enumeration from 0 on, if there is one. */
static Symbol *index_of(Hoist *hoist, const Node *loop)
{
    const Node *iterable = loop->for_.iterable;
    bool is_numbered =
        is_builtin(iterable, BUILTIN_ENUMERATE) && iterable->builtin.arguments.count == 1;
    Symbol *own = is_numbered ? own_variable(loop, 0) : NULL;

    return own != NULL ? own : loops_index(hoist, 0, loop->for_.symbol->span);
}

static Node *lower_counted(Hoist *hoist, Node *loop)
{
    Node *old_body = loop->for_.body;
    Node *body = node_block(hoist->program, old_body->span);

    settle(hoist, &loop->for_.iterable, old_body);
    Symbol *index = index_of(hoist, loop);
    Node *turns = turns_of(hoist, loop->for_.iterable, old_body, body);
    Symbol *item = loop->for_.symbol;
    Node *value = item_of(hoist, loop->for_.iterable, index, item->type);
    push_body(hoist, body, item, value, old_body);
    Node *lowered = loops_range(hoist, turns, body, index);
    lowered->span = loop->span;
    return lowered;
}

/* reversed(xs), reversed(list(xs)): xs */
static Node *reversed_sequence(const Node *reversed)
{
    Node *list = reversed->builtin.arguments.items[0];
    Node *inner = is_builtin(list, BUILTIN_LIST_OF) ? list->builtin.arguments.items[0] : list;

    bool has_same_items =
        inner->type->kind == TYPE_BYTES ||
        (has_indices(inner->type) && inner->type->arguments[0] == list->type->arguments[0]);

    return has_same_items ? inner : list;
}

static Node *lower_reversed(Hoist *hoist, Node *loop)
{
    Program *program = hoist->program;
    Node *sequence = reversed_sequence(loop->for_.iterable);
    Node *old_body = loop->for_.body;
    Node *body = node_block(program, old_body->span);

    settle_sequence(hoist, &sequence, old_body);
    Symbol *index = loops_index(hoist, 0, loop->for_.symbol->span);
    Node *length = length_of(hoist, sequence, old_body, body);
    Node *value = item_of(hoist, sequence, index, loop->for_.symbol->type);
    push_body(hoist, body, loop->for_.symbol, value, old_body);
    Node *lowered =
        loops_range(hoist, node_integer(program, index->type, -1, loop->span), body, index);
    Node *range = lowered->for_.iterable;
    range->range.low = node_binary(program, OP_SUBTRACT, index->type, length,
                                   node_integer(program, index->type, 1, loop->span));
    range->range.low->span = loop->span;
    range->range.low->flags = FLAG_PROVEN;
    range->range.step = node_integer(program, index->type, -1, loop->span);
    lowered->span = loop->span;
    return lowered;
}

/* --- enumerations of what has no indices --- */

/* number += 1 */
static Node *count_on(const Hoist *hoist, Symbol *number, Span span)
{
    Node *statement = node_assign(hoist->program, name_node(hoist, number, span),
                                  node_integer(hoist->program, int64_type(hoist), 1, span));

    statement->op = OP_ADD;
    return statement;
}

/* for (i, x) in enumerate(o) { … }: var number = 0; for x in o { let i = number; number += 1; … }
 */
static Node *lower_numbered(Hoist *hoist, Node *loop)
{
    Program *program = hoist->program;
    Span span = loop->span;
    const NodeList *arguments = &loop->for_.iterable->builtin.arguments;
    Node *start = arguments->count > 1 ? arguments->items[1]
                                       : node_integer(program, int64_type(hoist), 0, span);
    Node *old_body = loop->for_.body;
    const Type *pair = loop->for_.symbol->type;
    Symbol *own = own_variable(loop, 1);
    Symbol *item = own != NULL ? own : loops_fresh(hoist, "item", pair->arguments[1], span);
    Node *body = node_block(program, old_body->span);

    settle_sequence(hoist, &arguments->items[0], old_body);
    Symbol *number = loops_fresh(hoist, "number", int64_type(hoist), span);
    number->is_mutable = true;
    number->is_assigned = true;
    hoist_statement(hoist, node_let(program, number, start));
    Node *value =
        pair_node(hoist, pair, name_node(hoist, number, span), name_node(hoist, item, span));
    uint32_t taken = push_item(hoist, body, loop->for_.symbol, value, old_body, 0);
    block_push(program, body, count_on(hoist, number, span));
    block_push_inner(program, body, &old_body->list, taken);
    loop->for_.symbol = item;
    loop->for_.iterable = arguments->items[0];
    loop->for_.body = body;
    return lower_iteration(hoist, loop);
}

/* --- dicts --- */

static bool goes_over_dict(const Node *iterable)
{
    return is_builtin(iterable, BUILTIN_DICT_ITEMS) || is_builtin(iterable, BUILTIN_DICT_VALUES) ||
           is_builtin(iterable, BUILTIN_DICT_KEYS);
}

/* d[!entry_number(k)] */
static Node *entry_value(const Hoist *hoist, Node *dict, Symbol *key)
{
    Node *value = node_new(hoist->program, NODE_INDEX, dict->span);
    Node *number = node_builtin(hoist->program, BUILTIN_ENTRY_NUMBER, int64_type(hoist),
                                name_node(hoist, key, dict->span), NULL, dict->span);

    value->type = dict->type->arguments[1];
    value->flags = FLAG_PROVEN;
    value->index.base = node_repeat(hoist->program, dict);
    LIST_PUSH(&hoist->program->arena, &value->index.items, number);
    return value;
}

/* for (k, v) in d.items() { … }: for k in d { let v = d[!entry_number(k)]; … } */
static Node *lower_dict_for(Hoist *hoist, Node *loop)
{
    Node *view = loop->for_.iterable;
    Node *dict = view->builtin.arguments.items[0];
    Node *old_body = loop->for_.body;
    Symbol *item = loop->for_.symbol;
    Node *body = node_block(hoist->program, old_body->span);

    settle_sequence(hoist, &dict, old_body);
    loop->for_.iterable = dict;
    if (view->builtin.id == BUILTIN_DICT_KEYS) {
        return loop;
    }
    bool gives_pairs = view->builtin.id == BUILTIN_DICT_ITEMS;
    Symbol *own = gives_pairs ? own_variable(loop, 0) : NULL;
    Symbol *key =
        own != NULL ? own : loops_fresh(hoist, "key", dict->type->arguments[0], loop->span);
    Node *value = entry_value(hoist, dict, key);
    if (gives_pairs) {
        value = pair_node(hoist, item->type, name_node(hoist, key, loop->span), value);
    }
    push_body(hoist, body, item, value, old_body);
    key->is_entry = true;
    loop->for_.symbol = key;
    loop->for_.body = body;
    return loop;
}

/* --- objects --- */

/* try { x = o.next() } except StopIteration { break } */
static Node *advance_object(Hoist *hoist, Symbol *item, Symbol *object, Span span)
{
    Program *program = hoist->program;
    Function *next = type_method(object->type, name_of(&program->names, "next"));
    Node *call = node_call(program, next, span);
    Node *advance = node_new(program, NODE_TRY, span);
    Node *handler = node_new(program, NODE_HANDLER, span);

    LIST_PUSH(&program->arena, &call->call.arguments, name_node(hoist, object, span));
    call->flags |= is_virtual_call(next, call->call.arguments.items[0]) ? FLAG_VIRTUAL : 0;
    advance->try_.body = node_block(program, span);
    block_push(program, advance->try_.body,
               node_assign(program, name_node(hoist, item, span), call));
    LIST_PUSH(&program->arena, &handler->handler.types,
              builtin_exception(program, "StopIteration"));
    handler->handler.body = node_block(program, span);
    block_push(program, handler->handler.body, node_new(program, NODE_BREAK, span));
    LIST_PUSH(&program->arena, &advance->try_.handlers, handler);
    item->is_assigned = true;
    return advance;
}

/* for x in o { … }: while true { var x; try { x = o.next() } except StopIteration { break } … } */
static Node *lower_object_for(Hoist *hoist, Node *statement)
{
    Program *program = hoist->program;
    Node *iterable = statement->for_.iterable;
    Symbol *item = statement->for_.symbol;
    Node *body = node_block(program, statement->for_.body->span);
    Node *loop = node_new(program, NODE_WHILE, statement->span);
    Symbol *object = loops_fresh(hoist, "iterator", iterable->type, iterable->span);

    object->is_exact = iterable->kind == NODE_CONSTRUCT;
    hoist_statement(hoist, node_let(program, object, iterable));
    item->is_mutable = true;
    block_push(program, body, node_let(program, item, NULL));
    block_push(program, body, advance_object(hoist, item, object, statement->span));
    block_push_inner(program, body, &statement->for_.body->list, 0);
    loop->while_.condition = node_bool(program, true, statement->span);
    loop->while_.body = body;
    return loop;
}

Node *lower_iteration(Hoist *hoist, Node *loop)
{
    const Node *iterable = loop->for_.iterable;

    if (iterable->kind == NODE_RANGE) {
        return loop;
    }
    if (goes_over_dict(iterable)) {
        return lower_dict_for(hoist, loop);
    }
    if (is_builtin(iterable, BUILTIN_REVERSED)) {
        return lower_reversed(hoist, loop);
    }
    if (is_counted(iterable)) {
        return lower_counted(hoist, loop);
    }
    if (is_builtin(iterable, BUILTIN_ENUMERATE)) {
        return lower_numbered(hoist, loop);
    }
    return iterable->type->kind == TYPE_CLASS ? lower_object_for(hoist, loop) : loop;
}
