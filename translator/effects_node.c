/* What one node can raise by itself, its children aside. */
#include "class.h"
#include "effects_internal.h"

bool step_may_be_zero(const Node *node)
{
    const Node *step = node->kind == NODE_RANGE ? node->range.step : node->slice.step;

    if ((node->flags & FLAG_STEPS) != 0) {
        return false;
    }
    if (step != NULL && step->kind == NODE_UNARY && step->op == OP_NEGATE) {
        step = step->unary.operand;
    }
    return step != NULL && (step->kind != NODE_INTEGER || step->integer.value == 0);
}

bool node_is_trusted(const Node *node)
{
    return (node->flags & (FLAG_PROVEN | FLAG_TRUSTED)) != 0;
}

/* --- checks --- */

static uint64_t operator_checks(const Node *node, const Type *type, const Type *right)
{
    if ((node->flags & FLAG_PROVEN) != 0) {
        return 0;
    }
    switch (node->op) {
    case OP_DIVIDE: /* of floats it gives inf or NaN */
        return type_is_integer(right) ? EXCEPTION_BIT(ZeroDivisionError) : 0;
    case OP_FLOOR_DIVIDE:
    case OP_MODULO: return type_is_numeric(type) ? EXCEPTION_BIT(ZeroDivisionError) : 0;
    case OP_SHIFT_LEFT:
    case OP_SHIFT_RIGHT: return EXCEPTION_BIT(ValueError);
    case OP_POWER:
        return type_is_integer(type) && scalar_class(right) == CLASS_SIGNED
                   ? EXCEPTION_BIT(ValueError)
                   : 0;
    default: return 0;
    }
}

static uint64_t view_checks(const Node *node)
{
    uint64_t checks = 0;

    for (uint32_t i = 0; i < node->index.items.count; i++) {
        const Node *item = node->index.items.items[i];

        if (item->kind != NODE_SLICE) {
            checks |= node_is_trusted(node) ? 0 : EXCEPTION_BIT(IndexError);
        } else if (step_may_be_zero(item)) {
            checks |= EXCEPTION_BIT(ValueError);
        }
    }
    return checks;
}

bool builtin_is_check(const Node *node)
{
    return node->builtin.id == BUILTIN_CHECKED_DIV || node->builtin.id == BUILTIN_VALUE ||
           builtin_table[node->builtin.id].style == STYLE_CHECK;
}

static uint64_t builtin_checks(const Node *node)
{
    return builtin_is_check(node) && !node_is_trusted(node) ? builtin_table[node->builtin.id].raises
                                                            : 0;
}

static bool is_keyed(const Node *index)
{
    return index->index.base->type->kind == TYPE_DICT;
}

static uint64_t index_checks(const Node *node)
{
    if (node_is_trusted(node)) {
        return 0;
    }
    return is_keyed(node) ? EXCEPTION_BIT(KeyError) : EXCEPTION_BIT(IndexError);
}

/* A KeyError's message is computed. */
static uint64_t index_raises(const Node *node)
{
    return is_keyed(node) && !node_is_trusted(node) ? EXCEPTION_BIT(MemoryError) : 0;
}

uint64_t node_checks(const Program *program, const Node *node)
{
    switch (node->kind) {
    case NODE_NAME: return (node->flags & FLAG_UNSET) != 0 ? EXCEPTION_BIT(NameError) : 0;
    case NODE_INDEX: return index_checks(node);
    case NODE_VIEW: return view_checks(node);
    case NODE_BINARY:
        return operator_checks(node, node->binary.left->type, node->binary.right->type);
    case NODE_ASSIGN:
        return operator_checks(node, node->assign.target->type, node->assign.value->type);
    case NODE_BUILTIN: return builtin_checks(node);
    case NODE_RANGE: return step_may_be_zero(node) ? EXCEPTION_BIT(ValueError) : 0;
    case NODE_AS:
        return node_is_downcast(node) && !node_is_trusted(node) ? EXCEPTION_BIT(TypeError) : 0;
    case NODE_ASSERT: return program->checks.assertion ? EXCEPTION_BIT(AssertionError) : 0;
    default: return 0;
    }
}

/* --- what the runtime raises --- */

/* Operators on containers, and two on strings, make something new. */
static uint64_t sequence_raises(const Node *node, const Type *type)
{
    bool makes_one = type_is_text(type) ? node->op == OP_ADD || node->op == OP_MULTIPLY
                                        : node->op != OP_NONE && type_is_container(type);

    return makes_one ? EXCEPTION_BIT(MemoryError) : 0;
}

/* A loop over a dict or set that may change meanwhile. */
static uint64_t loop_raises(const Node *node)
{
    bool is_sure = node->for_.iterable->kind == NODE_RANGE ||
                   !type_is_container(node->for_.iterable->type) || node_is_trusted(node);

    return is_sure ? 0 : EXCEPTION_BIT(RuntimeError);
}

static bool is_step_one(const Node *slice)
{
    const Node *step = slice->kind == NODE_SLICE ? slice->slice.step : NULL;

    return step == NULL || (step->kind == NODE_INTEGER && step->integer.value == 1);
}

/* A str's slice with a step is new text, a list's slice is a new list. */
static uint64_t view_raises(const Node *node)
{
    const Type *type = node->index.base->type;
    bool makes_one =
        type->kind == TYPE_LIST || (type_is_text(type) && !is_step_one(node->index.items.items[0]));

    return makes_one ? EXCEPTION_BIT(MemoryError) : 0;
}

static uint64_t conversion_raises(const Node *node)
{
    const Type *from = node->convert.operand->type;

    if (node->type->kind == TYPE_DYN) { /* a value goes into a box */
        return type_is_reference(from) || from->kind == TYPE_DYN ? 0 : EXCEPTION_BIT(MemoryError);
    }
    if (node->type->kind == TYPE_SET) { /* of a list's items */
        return EXCEPTION_BIT(MemoryError);
    }
    if (from->kind == TYPE_STR && type_is_numeric(node->type)) {
        return EXCEPTION_BIT(ValueError);
    }
    if (node->type->kind == TYPE_BYTES) {
        return EXCEPTION_BIT(MemoryError);
    }
    if (type_is_float(from) && type_is_integer(node->type) && (node->flags & FLAG_PROVEN) == 0) {
        return EXCEPTION_BIT(ValueError) | EXCEPTION_BIT(OverflowError);
    }
    return 0;
}

/* `round(x)` gives an integer, which a float may not fit. */
static bool rounds_to_integer(const Node *node)
{
    return type_is_integer(node->type) && type_is_float(node->builtin.arguments.items[0]->type);
}

/* A length or a literal, which is not negative. */
static bool is_plain_size(const Node *size)
{
    return size->kind == NODE_INTEGER ||
           (size->kind == NODE_BUILTIN &&
            (size->builtin.id == BUILTIN_LEN || size->builtin.id == BUILTIN_SHAPE ||
             size->builtin.id == BUILTIN_SIZE));
}

/* Are all sizes of a new array such? */
static bool has_plain_sizes(const Node *node)
{
    const NodeList *arguments = &node->builtin.arguments;
    uint32_t count = arguments->count - (node->builtin.id == BUILTIN_FULL);
    uint32_t plain = 0;

    while (plain < count && is_plain_size(arguments->items[plain])) {
        plain++;
    }
    return plain == count;
}

static uint64_t builtin_raises(const Node *node)
{
    const Builtin *builtin = &builtin_table[node->builtin.id];

    if (builtin_is_check(node)) {
        return 0;
    }
    switch (builtin->rule) {
    case RULE_ROUND: return rounds_to_integer(node) ? builtin->raises : 0;
    case RULE_ZEROS:
    case RULE_FULL: return has_plain_sizes(node) ? EXCEPTION_BIT(MemoryError) : builtin->raises;
    case RULE_MAP: /* the lengths of several arrays may differ */
        return node->builtin.arguments.count > 2 ? builtin->raises : EXCEPTION_BIT(MemoryError);
    default: return builtin->raises;
    }
}

uint64_t node_runtime_raises(const Node *node)
{
    switch (node->kind) {
    case NODE_BINARY: return sequence_raises(node, node->type);
    case NODE_ASSIGN: return sequence_raises(node, node->assign.target->type);
    case NODE_VIEW: return view_raises(node);
    case NODE_AS: return node_is_downcast(node) ? 0 : EXCEPTION_BIT(TypeError);
    case NODE_INDEX: return index_raises(node);
    case NODE_LIST: return type_is_container(node->type) ? EXCEPTION_BIT(MemoryError) : 0;
    case NODE_SET:
    case NODE_DICT: return EXCEPTION_BIT(MemoryError);
    case NODE_FOR: return loop_raises(node);
    case NODE_CONVERT: return conversion_raises(node);
    case NODE_CONSTRUCT: return type_is_reference(node->type) ? EXCEPTION_BIT(MemoryError) : 0;
    case NODE_BUILTIN: return builtin_raises(node);
    case NODE_BIND: return (node->flags & FLAG_ESCAPES) != 0 ? EXCEPTION_BIT(MemoryError) : 0;
    default: return 0;
    }
}

/* --- calls --- */

const Function *callee_of(const Node *call)
{
    const Node *callee = call->call.callee;
    bool is_known = callee->kind == NODE_NAME && callee->name.symbol->kind == SYMBOL_FUNCTION;

    return is_known ? callee->name.symbol->function : NULL;
}

static bool call_raises(const Node *call)
{
    const Function *callee = callee_of(call);

    return callee == NULL ? !type_raises_nothing(call->call.callee->type)
                          : callee->effects.raises_anything || callee->effects.raises.count > 0;
}

/* --- for other passes --- */

bool node_is_checked(const Program *program, const Node *node)
{
    return node_checks(program, node) != 0;
}

bool node_raises(const Program *program, const Node *node)
{
    switch (node->kind) {
    case NODE_CALL: return call_raises(node);
    case NODE_RAISE: return true;
    default: return (node_checks(program, node) | node_runtime_raises(node)) != 0;
    }
}

typedef struct Test {
    const Program *program;
    bool found;
} Test;

static void test_node(Node **slot, void *data);

/* What leaves a try: what its handlers do not catch, and what the other parts raise. */
static void test_try(Test *test, Node *node)
{
    bool is_caught = false;

    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        is_caught |= (node->try_.handlers.items[i]->flags & FLAG_CATCHES_ALL) != 0;
        test_node(&node->try_.handlers.items[i]->handler.body, test);
    }
    if (!is_caught) {
        test_node(&node->try_.body, test);
    }
    if (node->try_.otherwise != NULL) {
        test_node(&node->try_.otherwise, test);
    }
    if (node->try_.finally != NULL) {
        test_node(&node->try_.finally, test);
    }
}

static void test_node(Node **slot, void *data)
{
    Test *test = data;

    if (test->found) {
        return;
    }
    if ((*slot)->kind == NODE_TRY) {
        test_try(test, *slot);
        return;
    }
    test->found = node_raises(test->program, *slot);
    if (!test->found) {
        node_children(*slot, test_node, test);
    }
}

bool tree_raises(const Program *program, Node *node)
{
    Test test = {.program = program, .found = false};

    test_node(&node, &test);
    return test.found;
}

/* --- the order pass's checks --- */

Symbol *check_exception(const Program *program, const Node *check)
{
    uint64_t bits = builtin_table[check->builtin.id].raises;
    uint32_t number = 0;

    while ((bits >> number & 1U) == 0) {
        number++;
    }
    return program->exceptions.items[number];
}

/* Python's words, unless the check says its own. */
static const char *index_message(const NodeList *arguments)
{
    const Node *extent = arguments->items[1];
    bool is_length = extent->kind == NODE_BUILTIN && extent->builtin.id == BUILTIN_LEN;
    TypeKind kind = is_length ? extent->builtin.arguments.items[0]->type->kind : TYPE_ARRAY;

    if (arguments->count > 2) {
        return arguments->items[2]->string.bytes;
    }
    return kind == TYPE_LIST  ? "list index out of range"
           : kind == TYPE_STR ? "string index out of range"
                              : "index out of range";
}

const char *check_message(const Node *check)
{
    switch (check->builtin.id) {
    case BUILTIN_CHECK_INDEX: return index_message(&check->builtin.arguments);
    case BUILTIN_CHECK_SET:
    case BUILTIN_CHECK_TYPE:
    case BUILTIN_CHECK_NONZERO: return check->builtin.arguments.items[1]->string.bytes;
    case BUILTIN_CHECK_SHIFT: return "shift count out of range";
    case BUILTIN_CHECK_EXPONENT: return "negative exponent";
    case BUILTIN_CHECK_STEP: return "range() arg 3 must not be zero";
    case BUILTIN_CHECK_VALUE: return "the option is none";
    case BUILTIN_CHECK_SIZE: return "list changed size during iteration";
    default: return "arrays differ in length";
    }
}

/* --- handlers --- */

Node *find_handler(const Node *try_node, const Symbol *exception, bool *certain)
{
    for (uint32_t h = 0; h < try_node->try_.handlers.count; h++) {
        Node *handler = try_node->try_.handlers.items[h];
        const SymbolList *types = &handler->handler.types;
        bool is_possible = false;

        *certain = types->count == 0;
        for (uint32_t i = 0; i < types->count && !*certain; i++) {
            *certain = exception_is(exception, types->items[i]);
            is_possible |= exception_is(types->items[i], exception);
        }
        if (*certain || is_possible) {
            return handler;
        }
    }
    *certain = false;
    return NULL;
}

static bool is_caught_value(const Node *value)
{
    return value != NULL && value->kind == NODE_BUILTIN && value->builtin.id == BUILTIN_CAUGHT;
}

bool raises_again(const Node *raise)
{
    const Node *value = raise->raise.value;

    return value == NULL ||
           (value->kind == NODE_BUILTIN && value->builtin.id == BUILTIN_CAUGHT_BEFORE);
}

bool takes_caught(const Node *statement)
{
    switch ((NodeKind)statement->kind) {
    case NODE_LET: return is_caught_value(statement->let.value);
    case NODE_ASSIGN: return is_caught_value(statement->assign.value);
    default: return false;
    }
}

bool anything_arrives(const Node *try_node)
{
    return try_node->try_.raises != NULL &&
           (try_node->try_.raises->anything || try_node->try_.raises->types.count > 0);
}

bool exception_may_pass(const Program *program, const Node *try_node)
{
    const NodeList *handlers = &try_node->try_.handlers;
    Node *otherwise = try_node->try_.otherwise;
    bool passes = anything_arrives(try_node);

    for (uint32_t i = 0; i < handlers->count; i++) {
        const Node *handler = handlers->items[i];

        if (anything_arrives(try_node) && tree_raises(program, handler->handler.body)) {
            return true;
        }
        passes = passes && (handler->flags & FLAG_CATCHES_ALL) == 0;
    }
    return passes || (otherwise != NULL && tree_raises(program, otherwise));
}

bool is_raised_by_jump(const Node *try_node, const Symbol *exception)
{
    bool is_certain;
    const Node *handler = find_handler(try_node, exception, &is_certain);

    return handler != NULL && is_certain && (handler->flags & FLAG_USES_EXCEPTION) == 0 &&
           try_node->try_.finally == NULL;
}
