/* Built-in operations on whatever can be iterated, written out as loops: list(xs), array(xs), sum,
 * any, all, min, max, sorted and xs.sort(key). */
#include "lower_loops.h"
#include "sizes.h"

/* --- parts --- */

static const Type *scalar(const Hoist *hoist, TypeKind kind)
{
    return hoist->program->types.scalar[kind];
}

static Node *name_of_symbol(const Hoist *hoist, Symbol *symbol, Span span)
{
    return node_name(hoist->program, symbol, span);
}

static Node *statement_of(const Hoist *hoist, Node *expression)
{
    Node *statement = node_new(hoist->program, NODE_EXPRESSION, expression->span);

    statement->unary.operand = expression;
    return statement;
}

Node *new_list(const Hoist *hoist, const Type *type, Span span)
{
    Node *list = node_new(hoist->program, NODE_LIST, span);

    list->type = type;
    return list;
}

Node *append_to(const Hoist *hoist, Symbol *list, Node *value)
{
    Node *receiver = name_of_symbol(hoist, list, value->span);

    hoist->program->changes_sizes = true;
    return statement_of(hoist,
                        node_builtin(hoist->program, BUILTIN_LIST_APPEND, scalar(hoist, TYPE_NONE),
                                     receiver, value, value->span));
}

static Node *converted(const Hoist *hoist, Node *value, const Type *type)
{
    if (value->type == type) {
        return value;
    }
    Node *convert = node_new(hoist->program, NODE_CONVERT, value->span);
    convert->flags = FLAG_IMPLIED;
    convert->type = type;
    convert->convert.operand = value;
    return convert;
}

/* What `for item in sequence` gives. */
static const Type *item_type(Hoist *hoist, const Type *sequence)
{
    if (sequence->kind == TYPE_STR) {
        return sequence;
    }
    if (sequence->kind == TYPE_BYTES) {
        return scalar(hoist, TYPE_UINT8);
    }
    if (sequence->kind == TYPE_ARRAY && sequence->rank > 1) {
        return type_array(&hoist->program->types, sequence->arguments[0],
                          (uint16_t)(sequence->rank - 1), true);
    }
    return sequence->arguments[0];
}

/* A loop over a sequence that is still to be written. */
typedef struct Iteration {
    Node *statement;
    Symbol *item;
    Node *body;
} Iteration;

static Iteration iterate(Hoist *hoist, Node *sequence, Span span)
{
    Iteration loop = {.statement = node_new(hoist->program, NODE_FOR, span)};

    loop.item = loops_fresh(hoist, "item", item_type(hoist, sequence->type), span);
    loop.body = node_block(hoist->program, span);
    loop.statement->for_.symbol = loop.item;
    loop.statement->for_.iterable = sequence;
    loop.statement->for_.body = loop.body;
    return loop;
}

static Node *item_of(const Hoist *hoist, const Iteration *loop)
{
    return name_of_symbol(hoist, loop->item, loop->statement->span);
}

/* --- list, array --- */

/* for item in xs { made.append(item) } */
static Symbol *collect(Hoist *hoist, Node *sequence, const Type *type, Symbol *target, Span span)
{
    Symbol *made = loops_let(hoist, target, "items", new_list(hoist, type, span));
    Iteration loop = iterate(hoist, sequence, span);

    made->is_sole = true;
    block_push(hoist->program, loop.body,
               append_to(hoist, made, converted(hoist, item_of(hoist, &loop), type->arguments[0])));
    hoist_statement(hoist, loop.statement);
    return made;
}

static Node *lower_list_of(Hoist *hoist, Node *node, Symbol *target)
{
    Node *sequence = node->builtin.arguments.items[0];

    if (sequence->type == node->type) {
        return node_builtin(hoist->program, BUILTIN_LIST_COPY, node->type, sequence, NULL,
                            node->span);
    }
    return name_of_symbol(hoist, collect(hoist, sequence, node->type, target, node->span),
                          node->span);
}

/* array(xs): let array = empty(len(xs)); for i in 0..len(array) { array[i] = xs[i] } */
static Node *lower_array_of(Hoist *hoist, Node *node, Symbol *target)
{
    Program *program = hoist->program;
    Node *list = node->builtin.arguments.items[0];
    Symbol *index = loops_fresh(hoist, "i", scalar(hoist, TYPE_INT64), node->span);
    Node *made = node_builtin(program, BUILTIN_EMPTY, node->type, extent_node(program, list, 0),
                              NULL, node->span);

    made->builtin.element = node->type->arguments[0];
    Symbol *array = loops_let(hoist, target, "array", made);
    Node *places[] = {name_of_symbol(hoist, array, node->span), node_repeat(program, list)};
    Node *items[2];
    for (uint32_t k = 0; k < 2; k++) {
        items[k] = node_new(program, NODE_INDEX, node->span);
        items[k]->type = node->type->arguments[0];
        items[k]->index.base = places[k];
        LIST_PUSH(&program->arena, &items[k]->index.items,
                  name_of_symbol(hoist, index, node->span));
    }
    Node *loop = node_new(program, NODE_FOR, node->span);
    Node *range = node_new(program, NODE_RANGE, node->span);
    range->type = index->type;
    range->range.low = node_integer(program, index->type, 0, node->span);
    range->range.high = extent_node(program, list, 0);
    loop->for_.symbol = index;
    loop->for_.iterable = range;
    loop->for_.body = node_block(program, node->span);
    block_push(program, loop->for_.body, node_assign(program, items[0], items[1]));
    hoist_statement(hoist, loop);
    return name_of_symbol(hoist, array, node->span);
}

/* --- sum, any, all --- */

static Node *zero_of(const Hoist *hoist, const Type *type, Span span)
{
    Node *zero = node_new(hoist->program, NODE_FLOAT, span);

    if (type_is_integer(type)) {
        return node_integer(hoist->program, type, 0, span);
    }
    if (scalar_class(type) == CLASS_COMPLEX) {
        zero->type = complex_part(&hoist->program->types, type);
        return converted(hoist, zero, type);
    }
    zero->type = type;
    return zero;
}

/* for item in xs { total += item } */
static Node *lower_sum(Hoist *hoist, Node *node, Symbol *target)
{
    Symbol *total = loops_var(hoist, target, "total", zero_of(hoist, node->type, node->span));
    Iteration loop = iterate(hoist, node->builtin.arguments.items[0], node->span);
    Node *add = node_assign(hoist->program, name_of_symbol(hoist, total, node->span),
                            converted(hoist, item_of(hoist, &loop), node->type));

    add->op = OP_ADD;
    block_push(hoist->program, loop.body, add);
    hoist_statement(hoist, loop.statement);
    return name_of_symbol(hoist, total, node->span);
}

/* for item in xs { if item { found = true; break } }; of all: if not item { … = false … } */
static Node *lower_any(Hoist *hoist, Node *node, Symbol *target)
{
    Program *program = hoist->program;
    bool is_any = node->builtin.id == BUILTIN_ANY_OF;
    Node *start = node_bool(program, !is_any, node->span);
    Symbol *result = loops_var(hoist, target, is_any ? "found" : "holds", start);
    Iteration loop = iterate(hoist, node->builtin.arguments.items[0], node->span);
    Node *condition = item_of(hoist, &loop);
    Node *decided = node_block(program, node->span);

    block_push(program, decided,
               node_assign(program, name_of_symbol(hoist, result, node->span),
                           node_bool(program, is_any, node->span)));
    block_push(program, decided, node_new(program, NODE_BREAK, node->span));
    block_push(program, loop.body,
               node_if(program, is_any ? condition : node_not(program, condition), decided, NULL));
    hoist_statement(hoist, loop.statement);
    return name_of_symbol(hoist, result, node->span);
}

/* --- min, max --- */

/* if len(xs) == 0 { raise ValueError("min() iterable argument is empty") } */
static void refuse_empty(Hoist *hoist, Node *node, Node *sequence)
{
    Program *program = hoist->program;
    const Type *int64_type = scalar(hoist, TYPE_INT64);
    Node *is_empty =
        node_binary(program, OP_EQUAL, scalar(hoist, TYPE_BOOL), extent_node(program, sequence, 0),
                    node_integer(program, int64_type, 0, node->span));
    Node *block = node_block(program, node->span);
    const char *message = arena_format(&program->arena, "%s() iterable argument is empty",
                                       builtin_table[node->builtin.id].name);

    is_empty->span = node->span;
    block_push(program, block,
               node_raise(program, builtin_exception(program, "ValueError"),
                          node_text(program, message, node->span), node->span));
    hoist_statement(hoist, node_if(program, is_empty, block, NULL));
}

/* var least = xs[0]; for item in xs { if item < least { least = item } } */
static Node *lower_least(Hoist *hoist, Node *node, Symbol *target)
{
    Program *program = hoist->program;
    Node *sequence = node->builtin.arguments.items[0];
    bool is_least = node->builtin.id == BUILTIN_MIN;
    Node *first = node_new(program, NODE_INDEX, node->span);

    refuse_empty(hoist, node, sequence);
    first->type = node->type;
    first->index.base = node_repeat(program, sequence);
    LIST_PUSH(&program->arena, &first->index.items,
              node_integer(program, scalar(hoist, TYPE_INT64), 0, node->span));
    Symbol *best = loops_var(hoist, target, is_least ? "least" : "greatest", first);
    Iteration loop = iterate(hoist, sequence, node->span);
    Node *test = node_binary(program, is_least ? OP_LESS : OP_GREATER, scalar(hoist, TYPE_BOOL),
                             item_of(hoist, &loop), name_of_symbol(hoist, best, node->span));
    Node *better = node_block(program, node->span);
    test->span = node->span;
    block_push(
        program, better,
        node_assign(program, name_of_symbol(hoist, best, node->span), item_of(hoist, &loop)));
    block_push(program, loop.body, node_if(program, test, better, NULL));
    hoist_statement(hoist, loop.statement);
    return name_of_symbol(hoist, best, node->span);
}

/* --- sorting --- */

/* The list whose items' keys are taken: a copy where taking one may change the list, which sort_by
 * finds out. */
static Node *sorted_items(Hoist *hoist, const Node *list, Node *call, Span span)
{
    Program *program = hoist->program;
    Node *items = node_repeat(program, list);

    if (list->kind != NODE_NAME || !changes_size(program, call, list->name.symbol)) {
        return items;
    }
    Node *copy = node_builtin(program, BUILTIN_LIST_COPY, list->type, items, NULL, span);
    return name_of_symbol(hoist, loops_let(hoist, NULL, "items", copy), span);
}

/* let keys = …; for item in xs { keys.append(key(item)) }; sort_by(xs, keys, reverse) */
static void sort_by_key(Hoist *hoist, const Node *list, Node *key, Node *reverse, Span span)
{
    Program *program = hoist->program;
    const Type *type = type_list(&program->types, key->type->arguments[key->type->count - 1]);
    Symbol *keys = loops_let(hoist, NULL, "keys", new_list(hoist, type, span));
    Node *call = loops_call(hoist, key, span);
    Iteration loop = iterate(hoist, sorted_items(hoist, list, call, span), span);

    keys->is_sole = true;
    LIST_PUSH(&program->arena, &call->call.arguments, item_of(hoist, &loop));
    block_push(program, loop.body, append_to(hoist, keys, call));
    hoist_statement(hoist, loop.statement);
    Node *sort = node_builtin(program, BUILTIN_SORT_BY, scalar(hoist, TYPE_NONE),
                              node_repeat(program, list), name_of_symbol(hoist, keys, span), span);
    LIST_PUSH(&program->arena, &sort->builtin.arguments,
              reverse != NULL ? reverse : node_bool(program, false, span));
    hoist_statement(hoist, statement_of(hoist, sort));
}

static Node *lower_sort_key(Hoist *hoist, Node *node)
{
    const NodeList *arguments = &node->builtin.arguments;
    Node *reverse = arguments->count > 2 ? arguments->items[2] : NULL;

    sort_by_key(hoist, arguments->items[0], arguments->items[1], reverse, node->span);
    return node_new(hoist->program, NODE_NONE, node->span);
}

/* let ordered = list(xs); ordered.sort() */
static Node *lower_sorted(Hoist *hoist, Node *node, Symbol *target)
{
    Program *program = hoist->program;
    const NodeList *arguments = &node->builtin.arguments;
    Node *sequence = arguments->items[0];
    Symbol *ordered = NULL;

    if (sequence->type == node->type) {
        ordered = loops_let(
            hoist, target, "ordered",
            node_builtin(program, BUILTIN_LIST_COPY, node->type, sequence, NULL, node->span));
    } else {
        ordered = collect(hoist, sequence, node->type, target, node->span);
    }
    Node *name = name_of_symbol(hoist, ordered, node->span);
    if (arguments->count > 1) {
        Node *reverse = arguments->count > 2 ? arguments->items[2] : NULL;

        sort_by_key(hoist, name, arguments->items[1], reverse, node->span);
    } else {
        Node *sort = node_builtin(program, BUILTIN_LIST_SORT, scalar(hoist, TYPE_NONE), name, NULL,
                                  node->span);

        hoist_statement(hoist, statement_of(hoist, sort));
    }
    return name_of_symbol(hoist, ordered, node->span);
}

Node *lower_sequence(Hoist *hoist, Node *node, Symbol *target)
{
    switch (builtin_table[node->builtin.id].rule) {
    case RULE_LIST_OF: return lower_list_of(hoist, node, target);
    case RULE_ARRAY: return lower_array_of(hoist, node, target);
    case RULE_SUM: return lower_sum(hoist, node, target);
    case RULE_ANY: return lower_any(hoist, node, target);
    case RULE_SORTED: return lower_sorted(hoist, node, target);
    case RULE_SORT_KEY: return lower_sort_key(hoist, node);
    default: return lower_least(hoist, node, target);
    }
}
