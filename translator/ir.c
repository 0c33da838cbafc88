/* The IR's tables, and what makes, walks and copies its nodes. */
#include "ir.h"

#include "generic.h"
#include "raise_set.h"

#include <stddef.h>

#define OPERATOR(ID, spelling, word, precedence, group)                                            \
    [OP_##ID] = {spelling, word, PRECEDENCE_##precedence, GROUP_##group},
const OperatorInfo operator_table[OPERATOR_COUNT] = {
    [OP_NONE] = {"", "", PRECEDENCE_RANGE, GROUP_ARITHMETIC},
#include "operators.def"
};
#undef OPERATOR

#define NOTHING 0
#define ONLY(exception) EXCEPTION_BIT(exception)
#define EITHER(first, second) (EXCEPTION_BIT(first) | EXCEPTION_BIT(second))
#define BUILTIN(ID, name, STYLE, fewest, most, RULE, EFFECT, raises)                               \
    [BUILTIN_##ID] = {name,   STYLE_##STYLE, fewest, most, RULE_##RULE, EFFECT_##EFFECT,           \
                      raises, TYPE_ERROR,    NULL,   NULL, NULL},
#define METHOD(ID, RECEIVER, name, parameters, result, EFFECT, raises, function)                   \
    [BUILTIN_##ID] = {name,   STYLE_METHOD,    1,          ANY,    RULE_METHOD, EFFECT_##EFFECT,   \
                      raises, TYPE_##RECEIVER, parameters, result, function},
const Builtin builtin_table[BUILTIN_COUNT] = {
    [BUILTIN_NOT_ONE] = {.name = ""},
#include "builtins.def"
#include "methods.def"
};
#undef METHOD
#undef BUILTIN
#undef EITHER
#undef ONLY
#undef NOTHING

/* --- programs --- */

typedef struct ExceptionRow {
    const char *name;
    const char *base;
} ExceptionRow;

#define EXCEPTION(name, base) {#name, #base},
static const ExceptionRow exception_table[] = {
#include "exceptions.def"
};
#undef EXCEPTION

enum { EXCEPTION_COUNT = sizeof exception_table / sizeof exception_table[0] };

static Symbol *exception_open(Program *program, const ExceptionRow *row)
{
    Symbol *symbol =
        symbol_new(program, SYMBOL_EXCEPTION, name_of(&program->names, row->name), (Span){0});

    symbol->declaration = ARENA_NEW(&program->arena, Declaration);
    symbol->declaration->symbol = symbol;
    symbol->declaration->base = builtin_exception(program, row->base);
    symbol->declaration->is_builtin = true;
    symbol->type = type_declared(&program->types, TYPE_EXCEPTION, symbol);
    return symbol;
}

static void exceptions_open(Program *program)
{
    for (size_t i = 0; i < EXCEPTION_COUNT; i++) {
        Symbol *symbol = exception_open(program, &exception_table[i]);

        LIST_PUSH(&program->arena, &program->exceptions, symbol);
    }
}

static void mark_avoided(Program *program, const char *name)
{
    name_of(&program->names, name)->is_avoided = true;
}

/* What passes call where the source may not have. */
static bool is_called_by_passes(BuiltinId id)
{
    switch (id) {
    case BUILTIN_LEN:
    case BUILTIN_MIN:
    case BUILTIN_EMPTY:
    case BUILTIN_CHECKED_DIV:
    case BUILTIN_SORT_BY:
    case BUILTIN_CELL:
    case BUILTIN_RETAIN:
    case BUILTIN_MOVED:
    case BUILTIN_NOTHING:
    case BUILTIN_NO_CELL:
    case BUILTIN_REPLACING:
    case BUILTIN_RELEASE: return true;
    default: return builtin_table[id].style == STYLE_CHECK;
    }
}

/* A local that is named like a built-in hides it, and what is printed must read back. Most
 * built-ins are avoided where they are called only: see use_names. */
static void open_builtin_names(Program *program)
{
    for (BuiltinId id = BUILTIN_NOT_ONE + 1; id < BUILTIN_COUNT; id++) {
        program->builtin_names[id] = name_of(&program->names, builtin_table[id].name);
        program->builtin_names[id]->is_avoided |= is_called_by_passes(id);
    }
    for (TypeKind kind = TYPE_NONE; kind <= TYPE_DICT; kind++) {
        mark_avoided(program, scalar_info(&(Type){.kind = kind})->name);
    }
    for (size_t i = 0; i < EXCEPTION_COUNT; i++) {
        mark_avoided(program, exception_table[i].name);
    }
}

void program_open(Program *program, jmp_buf *on_failure)
{
    *program = (Program){.checks = {.index = true, .recursion = true, .assertion = true}};
    arena_open(&program->arena, on_failure);
    arena_open(&program->scratch, on_failure);
    program->scratch.owner = &program->arena;
    sources_open(&program->sources, &program->arena);
    program->diagnostics.arena = &program->arena;
    program->diagnostics.sources = &program->sources;
    names_open(&program->names, &program->arena);
    types_open(&program->types, &program->arena);
    open_builtin_names(program);
    exceptions_open(program);
}

void program_close(Program *program)
{
    arena_close(&program->scratch);
    arena_close(&program->arena);
}

Symbol *builtin_exception(const Program *program, const char *name)
{
    for (uint32_t i = 0; i < program->exceptions.count; i++) {
        if (strcmp(program->exceptions.items[i]->name->text, name) == 0) {
            return program->exceptions.items[i];
        }
    }
    return NULL;
}

bool exception_is(const Symbol *derived, const Symbol *base)
{
    while (derived != NULL && derived != base) {
        derived = derived->declaration->base;
    }
    return derived != NULL;
}

/* --- the functions of a module --- */

bool function_is_method(const Function *function)
{
    return function->class_ != NULL || function->implementation != NULL;
}

bool function_is_init(const Function *function)
{
    return function->class_ != NULL && function->class_->initialiser == function;
}

static bool has_methods(const Module *module)
{
    bool found = module->implementations.count > 0;

    for (uint32_t i = 0; i < module->declarations.count && !found; i++) {
        found = module->declarations.items[i]->symbol->kind == SYMBOL_CLASS;
    }
    return found;
}

static void push_functions(Arena *arena, FunctionList *list, const FunctionList *more)
{
    for (uint32_t i = 0; i < more->count; i++) {
        LIST_PUSH(arena, list, more->items[i]);
    }
}

static void push_class_functions(Arena *arena, FunctionList *list, const Declaration *declaration)
{
    if (declaration->symbol->kind != SYMBOL_CLASS) {
        return;
    }
    if (declaration->initialiser != NULL) {
        LIST_PUSH(arena, list, declaration->initialiser);
    }
    push_functions(arena, list, &declaration->methods);
}

FunctionList module_functions(Program *program, const Module *module)
{
    Arena *arena = &program->arena;
    FunctionList list = {NULL, 0, 0};
    uint32_t next = 0; /* of module->functions */

    if (!has_methods(module)) {
        return module->functions;
    }
    for (uint32_t i = 0; i < module->order.count; i++) {
        struct DeclarationRef ref = module->order.items[i];

        if (ref.kind == DECLARES_TYPE) {
            push_class_functions(arena, &list, module->declarations.items[ref.position]);
        } else if (ref.kind == DECLARES_IMPLEMENTATION) {
            push_functions(arena, &list, &module->implementations.items[ref.position]->methods);
        } else if (ref.kind == DECLARES_FUNCTION) {
            while (next <= ref.position) {
                LIST_PUSH(arena, &list, module->functions.items[next++]);
            }
        }
    }
    while (next < module->functions.count) {
        LIST_PUSH(arena, &list, module->functions.items[next++]);
    }
    return list;
}

bool function_is_generic(const Function *function)
{
    const Declaration *class_ = function->class_;
    const Implementation *implementation = function->implementation;

    return function->type_parameters.count > 0 ||
           (class_ != NULL && class_->type_parameters.count > 0) ||
           (implementation != NULL && implementation->type_parameters.count > 0);
}

const Name *module_alias(const Module *module, const Module *other)
{
    for (uint32_t i = 0; i < module->imports.count; i++) {
        if (module->imports.items[i]->imported == other) {
            return module->imports.items[i]->name;
        }
    }
    return other->name;
}

const Instance *symbol_instance(const Symbol *symbol)
{
    switch (symbol->kind) {
    case SYMBOL_FUNCTION: return symbol->function == NULL ? NULL : symbol->function->instance;
    case SYMBOL_STRUCT:
    case SYMBOL_CLASS:
    case SYMBOL_TRAIT: return symbol->declaration->instance;
    default: return NULL;
    }
}

const char *source_name(const Symbol *symbol)
{
    const Instance *instance = symbol_instance(symbol);

    return (instance != NULL ? instance->generic : symbol)->name->text;
}

const SymbolList *type_parameters_of(const Symbol *symbol)
{
    static const SymbolList none = {NULL, 0, 0};

    switch (symbol->kind) {
    case SYMBOL_FUNCTION: return &symbol->function->type_parameters;
    case SYMBOL_STRUCT:
    case SYMBOL_CLASS:
    case SYMBOL_TRAIT: return &symbol->declaration->type_parameters;
    default: return &none;
    }
}

void each_function(Program *program, void (*act)(Function *function, void *data), void *data)
{
    for (uint32_t m = 0; m < program->modules.count; m++) {
        const Module *module = program->modules.items[m];
        FunctionList functions = module_functions(program, module);

        for (uint32_t i = 0; i < functions.count; i++) {
            act(functions.items[i], data);
        }
        if (module->initialiser != NULL) {
            act(module->initialiser, data);
        }
    }
}

/* --- nodes --- */

enum {
    SHORT_NODE = offsetof(Node, integer) + sizeof((Node *)0)->integer,
    MIDDLE_NODE = offsetof(Node, let_tuple) + sizeof((Node *)0)->let_tuple,
};

/* How much of a node its kind, and what resolve and infer make of it in its place, use. */
static size_t node_size(NodeKind kind)
{
    switch (kind) {
    case NODE_INTEGER:
    case NODE_FLOAT:
    case NODE_IMAGINARY:
    case NODE_STRING:
    case NODE_BOOL:
    case NODE_NONE: /* may become a NODE_STRING */
    case NODE_UNARY:
    case NODE_REFERENCE:
    case NODE_BLOCK:
    case NODE_EXPRESSION:
    case NODE_RETURN:
    case NODE_RAISE:
    case NODE_PASS: return SHORT_NODE;
    case NODE_CALL:
    case NODE_BUILTIN:
    case NODE_FIELD: /* may become a NODE_BUILTIN */
    case NODE_METHOD:
    case NODE_BIND:
    case NODE_TYPE:
    case NODE_FOR:
    case NODE_TRY:
    case NODE_HANDLER: return sizeof(Node);
    default: return MIDDLE_NODE;
    }
}

Node *node_clone(Program *program, const Node *node)
{
    size_t size = node_size((NodeKind)node->kind);

    return memcpy(arena_alloc(&program->arena, size), node, size);
}

Operator operator_mirrored(Operator op)
{
    switch (op) {
    case OP_LESS: return OP_GREATER;
    case OP_LESS_EQUAL: return OP_GREATER_EQUAL;
    case OP_GREATER: return OP_LESS;
    case OP_GREATER_EQUAL: return OP_LESS_EQUAL;
    default: return op;
    }
}

Node *node_new(Program *program, NodeKind kind, Span span)
{
    Node *node = arena_zeroed(&program->arena, node_size(kind));

    node->kind = (uint8_t)kind;
    node->span = span;
    return node;
}

static Node *typed_node(Program *program, NodeKind kind, const Type *type, Span span)
{
    Node *node = node_new(program, kind, span);

    node->type = type;
    return node;
}

Node *node_integer(Program *program, const Type *type, int64_t value, Span span)
{
    Node *node = typed_node(program, NODE_INTEGER, type, span);

    node->integer.value = (uint64_t)value;
    return node;
}

Node *node_bool(Program *program, bool value, Span span)
{
    Node *node = typed_node(program, NODE_BOOL, program->types.scalar[TYPE_BOOL], span);

    node->integer.value = value ? 1 : 0;
    return node;
}

Node *node_name(Program *program, Symbol *symbol, Span span)
{
    Node *node = typed_node(program, NODE_NAME, symbol->type, span);

    node->name.name = symbol->name;
    node->name.symbol = symbol;
    return node;
}

Node *node_binary(Program *program, Operator op, const Type *type, Node *left, Node *right)
{
    Node *node = typed_node(program, NODE_BINARY, type, span_join(left->span, right->span));

    node->op = (uint8_t)op;
    node->binary.left = left;
    node->binary.right = right;
    return node;
}

Node *node_not(Program *program, Node *operand)
{
    Node *node = typed_node(program, NODE_UNARY, program->types.scalar[TYPE_BOOL], operand->span);

    node->op = OP_NOT;
    node->unary.operand = operand;
    return node;
}

Node *node_text(Program *program, const char *text, Span span)
{
    Node *node = typed_node(program, NODE_STRING, program->types.str, span);

    node->string.bytes = text;
    node->string.size = (uint32_t)strlen(text);
    return node;
}

Node *node_raise(Program *program, Symbol *exception, Node *message, Span span)
{
    Node *value = typed_node(program, NODE_CONSTRUCT, exception->type, span);
    Node *node = node_new(program, NODE_RAISE, span);

    value->construct.symbol = exception;
    if (message != NULL) {
        LIST_PUSH(&program->arena, &value->construct.arguments, message);
    }
    node->raise.value = value;
    return node;
}

Node *node_builtin(Program *program, BuiltinId id, const Type *type, Node *first, Node *second,
                   Span span)
{
    Node *node = typed_node(program, NODE_BUILTIN, type, span);

    node->builtin.id = id;
    if (first != NULL) {
        LIST_PUSH(&program->arena, &node->builtin.arguments, first);
    }
    if (second != NULL) {
        LIST_PUSH(&program->arena, &node->builtin.arguments, second);
    }
    return node;
}

Node *node_call(Program *program, Function *function, Span span)
{
    Node *node = typed_node(program, NODE_CALL, function->result, span);

    node->call.callee = node_name(program, function->symbol, span);
    return node;
}

Node *node_let(Program *program, Symbol *symbol, Node *value)
{
    Node *node = node_new(program, NODE_LET, value != NULL ? value->span : symbol->span);

    node->let.symbol = symbol;
    node->let.value = value;
    return node;
}

Node *node_assign(Program *program, Node *target, Node *value)
{
    Node *node = node_new(program, NODE_ASSIGN, span_join(target->span, value->span));

    node->assign.target = target;
    node->assign.value = value;
    return node;
}

Node *node_block(Program *program, Span span)
{
    return node_new(program, NODE_BLOCK, span);
}

Node *node_if(Program *program, Node *condition, Node *then, Node *otherwise)
{
    Node *node = node_new(program, NODE_IF, condition->span);

    node->if_.condition = condition;
    node->if_.then = then;
    node->if_.otherwise = otherwise;
    return node;
}

void block_push(Program *program, Node *block, Node *statement)
{
    LIST_PUSH(&program->arena, &block->list, statement);
}

bool node_is_expression(const Node *node)
{
    return node->kind < NODE_BLOCK;
}

bool node_is_managed(const Node *value)
{
    return value != NULL && value->type != NULL && type_is_managed(value->type);
}

static bool is_list(const Node *node)
{
    return node->kind != NODE_LIST && node->type != NULL && node->type->kind == TYPE_LIST;
}

bool node_is_data_parallel(const Node *node)
{
    if (node->kind != NODE_BUILTIN) {
        return false;
    }
    switch (builtin_table[node->builtin.id].rule) {
    case RULE_MAP:
    case RULE_REDUCE:
    case RULE_FILTER:
    case RULE_SCAN:
    case RULE_ZIP:
    case RULE_ALLPAIRS:
    case RULE_LIST_OF:
    case RULE_SUM:
    case RULE_ANY:
    case RULE_SORTED:
    case RULE_SORT_KEY: return true;
    case RULE_EXTREME: return node->builtin.arguments.count == 1;
    case RULE_ARRAY: return is_list(node->builtin.arguments.items[0]);
    default: return false;
    }
}

bool node_iterates_sequence(const Node *node)
{
    return node->kind == NODE_FOR && node->for_.iterable->kind != NODE_RANGE &&
           (node->for_.iterable->type->kind == TYPE_ARRAY ||
            node->for_.iterable->type->kind == TYPE_LIST ||
            node->for_.iterable->type->kind == TYPE_BYTES);
}

bool node_iterates_table(const Node *node)
{
    return node->kind == NODE_FOR && node->for_.iterable->kind != NODE_RANGE &&
           (node->for_.iterable->type->kind == TYPE_DICT ||
            node->for_.iterable->type->kind == TYPE_SET);
}

bool node_is_literal(const Node *node)
{
    return node->kind <= NODE_NONE;
}

const Node *node_place_root(const Node *place)
{
    while (place->kind == NODE_FIELD) {
        place = place->field.base;
    }
    return place;
}

bool node_is_name_of(const Node *node, const Symbol *symbol)
{
    return node->kind == NODE_NAME && node->name.symbol == symbol;
}

/* --- children --- */

typedef enum Arity { ABSENT, ONE, MANY } Arity;

/* Where a node holds a child, or a list of them. */
typedef struct Child {
    uint16_t offset;
    uint16_t arity;
} Child;

enum { MOST_CHILDREN = 4 };

#define CHILD(member)                                                                              \
    {                                                                                              \
        offsetof(Node, member), ONE                                                                \
    }
#define CHILDREN(member)                                                                           \
    {                                                                                              \
        offsetof(Node, member), MANY                                                               \
    }

/* The children of each kind, in evaluation order. */
static const Child child_table[NODE_KIND_COUNT][MOST_CHILDREN] = {
    [NODE_UNARY] = {CHILD(unary.operand)},
    [NODE_BINARY] = {CHILD(binary.left), CHILD(binary.right)},
    [NODE_CHAIN] = {CHILDREN(chain.operands)},
    [NODE_CONDITIONAL] = {CHILD(conditional.condition), CHILD(conditional.then),
                          CHILD(conditional.otherwise)},
    [NODE_CALL] = {CHILD(call.callee), CHILDREN(call.arguments)},
    [NODE_BUILTIN] = {CHILDREN(builtin.arguments)},
    [NODE_CONVERT] = {CHILD(convert.operand), CHILD(convert.second)},
    [NODE_CONSTRUCT] = {CHILDREN(construct.arguments)},
    [NODE_INDEX] = {CHILD(index.base), CHILDREN(index.items)},
    [NODE_VIEW] = {CHILD(index.base), CHILDREN(index.items)},
    [NODE_ITEM] = {CHILD(item.base)},
    [NODE_SLICE] = {CHILD(slice.low), CHILD(slice.high), CHILD(slice.step)},
    [NODE_FIELD] = {CHILD(field.base)},
    [NODE_METHOD] = {CHILD(method.base), CHILDREN(method.arguments)},
    [NODE_TUPLE] = {CHILDREN(list)},
    [NODE_LIST] = {CHILDREN(list)},
    [NODE_SET] = {CHILDREN(list)},
    [NODE_DICT] = {CHILDREN(list)},
    [NODE_IS] = {CHILD(type_test.operand)},
    [NODE_AS] = {CHILD(type_test.operand)},
    [NODE_RANGE] = {CHILD(range.low), CHILD(range.high), CHILD(range.step)},
    [NODE_REFERENCE] = {CHILD(unary.operand)},
    [NODE_BIND] = {CHILD(call.callee), CHILDREN(call.arguments)},
    [NODE_BLOCK] = {CHILDREN(list)},
    [NODE_LET] = {CHILD(let.value)},
    [NODE_LET_TUPLE] = {CHILD(let_tuple.value)},
    [NODE_ASSIGN] = {CHILD(assign.target), CHILD(assign.value)},
    [NODE_EXPRESSION] = {CHILD(unary.operand)},
    [NODE_IF] = {CHILD(if_.condition), CHILD(if_.then), CHILD(if_.otherwise)},
    [NODE_WHILE] = {CHILD(while_.condition), CHILD(while_.body)},
    [NODE_FOR] = {CHILD(for_.iterable), CHILD(for_.body)},
    [NODE_RETURN] = {CHILD(unary.operand)},
    [NODE_RAISE] = {CHILD(raise.value), CHILD(raise.cause)},
    [NODE_TRY] = {CHILD(try_.body), CHILDREN(try_.handlers), CHILD(try_.otherwise),
                  CHILD(try_.finally)},
    [NODE_HANDLER] = {CHILD(handler.body)},
    [NODE_ASSERT] = {CHILD(assert_.condition), CHILD(assert_.message)},
};

static Node **child_at(Node *node, Child child)
{
    return (Node **)(void *)((char *)node + child.offset);
}

static NodeList *children_at(Node *node, Child child)
{
    return (NodeList *)(void *)((char *)node + child.offset);
}

/* Nodes lie in memory in the order in which they were read. A walk over a large module mostly waits
 * for memory, so this asks for what it will come to soon. */
static void fetch_ahead(const Node *node)
{
    enum { AHEAD = 512, CACHE_LINE = 64 };
    uintptr_t place = (uintptr_t)node + AHEAD;

    __builtin_prefetch((const void *)place);
    __builtin_prefetch((const void *)(place + CACHE_LINE));
}

void node_children(Node *node, void (*visit)(Node **slot, void *data), void *data)
{
    const Child *children = child_table[node->kind];

    fetch_ahead(node);
    for (int i = 0; i < MOST_CHILDREN && children[i].arity != ABSENT; i++) {
        if (children[i].arity == MANY) {
            NodeList *list = children_at(node, children[i]);

            for (uint32_t k = 0; k < list->count; k++) {
                visit(&list->items[k], data);
            }
        } else if (*child_at(node, children[i]) != NULL) {
            visit(child_at(node, children[i]), data);
        }
    }
}

/* --- symbols --- */

Symbol *symbol_new(Program *program, SymbolKind kind, Name *name, Span span)
{
    Symbol *symbol = ARENA_NEW(&program->arena, Symbol);

    symbol->kind = kind;
    symbol->name = name;
    symbol->span = span;
    return symbol;
}

/* A name that stands in a function. */
typedef struct UsedName {
    const Name *name;
    uint32_t next; /* the number that the next fresh name made from it tries */
    uint32_t copy; /* the last copy into the function that declared it, and as what */
    Name *copied_as;
    const Symbol *declared; /* the last local of that name, or NULL */
    bool is_shared;         /* by several locals */
} UsedName;

/* An open-addressing table, never more than half full. */
typedef struct UsedNames {
    const Program *program;
    Arena *arena;
    UsedName *slots;
    uint32_t size;
    uint32_t count;
    uint32_t copies; /* that were made into the function */
} UsedNames;

enum { FIRST_USED_SIZE = 32 };

static UsedName *used_slot(const UsedNames *used, const Name *name)
{
    uint32_t at = name->hash & (used->size - 1);

    while (used->slots[at].name != NULL && used->slots[at].name != name) {
        at = (at + 1) & (used->size - 1);
    }
    return &used->slots[at];
}

static void used_grow(UsedNames *used)
{
    UsedName *old = used->slots;
    uint32_t old_size = used->size;

    used->size *= 2;
    used->slots = arena_zeroed(used->arena, used->size * sizeof *used->slots);
    for (uint32_t i = 0; i < old_size; i++) {
        if (old[i].name != NULL) {
            *used_slot(used, old[i].name) = old[i];
        }
    }
}

static UsedName *used_add(UsedNames *used, const Name *name)
{
    if (used->count * 2 >= used->size) {
        used_grow(used);
    }
    UsedName *slot = used_slot(used, name);
    if (slot->name == NULL) {
        *slot = (UsedName){.name = name, .next = 1};
        used->count++;
    }
    return slot;
}

static void use_symbols(UsedNames *used, const SymbolList *symbols)
{
    for (uint32_t i = 0; i < symbols->count; i++) {
        used_add(used, symbols->items[i]->name);
    }
}

static void use_declared(UsedNames *used, const Symbol *symbol)
{
    if (symbol != NULL) {
        UsedName *slot = used_add(used, symbol->name);

        slot->is_shared |= slot->declared != NULL && slot->declared != symbol;
        slot->declared = symbol;
    }
}

static void use_all_declared(UsedNames *used, const SymbolList *symbols)
{
    for (uint32_t i = 0; i < symbols->count; i++) {
        use_declared(used, symbols->items[i]);
    }
}

static void use_optional(UsedNames *used, const Symbol *symbol)
{
    if (symbol != NULL) {
        used_add(used, symbol->name);
    }
}

static void use_name_node(UsedNames *used, const Node *node)
{
    used_add(used, node->name.symbol != NULL ? node->name.symbol->name : node->name.name);
    if (node->name.qualifier != NULL) {
        used_add(used, node->name.qualifier);
    }
}

static void use_function(UsedNames *used, const Function *function);

static void use_names(Node **slot, void *data)
{
    UsedNames *used = data;
    Node *node = *slot;

    switch (node->kind) {
    case NODE_NAME: use_name_node(used, node); break;
    case NODE_BUILTIN: used_add(used, used->program->builtin_names[node->builtin.id]); break;
    case NODE_CONSTRUCT: use_optional(used, node->construct.symbol); break;
    case NODE_LAMBDA:
    case NODE_FUNCTION: use_function(used, node->function); break;
    case NODE_LET: use_declared(used, node->let.symbol); break;
    case NODE_LET_TUPLE: use_all_declared(used, &node->let_tuple.symbols); break;
    case NODE_FOR: use_declared(used, node->for_.symbol); break;
    case NODE_HANDLER:
        use_symbols(used, &node->handler.types);
        use_declared(used, node->handler.symbol);
        break;
    default: break;
    }
    node_children(node, use_names, used);
}

static void use_function(UsedNames *used, const Function *function)
{
    Node *body = function->body;

    use_optional(used, function->symbol);
    use_all_declared(used, &function->parameters);
    if (body != NULL) {
        use_names(&body, used);
    }
}

static UsedNames *used_names_new(Program *program, Arena *arena)
{
    UsedNames *used = ARENA_NEW(arena, UsedNames);

    used->program = program;
    used->arena = arena;
    used->size = FIRST_USED_SIZE;
    used->slots = arena_zeroed(arena, FIRST_USED_SIZE * sizeof *used->slots);
    return used;
}

static UsedNames *used_names_of(Program *program, Function *function)
{
    if (function->used_names == NULL) {
        function->used_names = used_names_new(program, &program->arena);
        use_function(function->used_names, function);
    }
    return function->used_names;
}

static bool stands_in(const UsedNames *used, const Name *name)
{
    return used_slot(used, name)->name != NULL;
}

static bool is_free(const UsedNames *used, const Name *name)
{
    return name->keyword == 0 && !name->is_avoided && !stands_in(used, name);
}

/* `base_number`, without printf: passes make many names. */
static Name *numbered(Program *program, const Name *base, uint32_t number)
{
    char digits[10];
    size_t at = sizeof digits;
    char *text = arena_alloc(&program->scratch, base->length + 1 + sizeof digits);

    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    memcpy(text, base->text, base->length);
    text[base->length] = '_';
    memcpy(text + base->length + 1, digits + at, sizeof digits - at);
    return name_intern(&program->names, text, base->length + 1 + sizeof digits - at);
}

/* The first of `base_1`, `base_2`, … that is free in `used` and stands not in `source` either. */
static Name *numbered_name(Program *program, UsedNames *used, const UsedNames *source,
                           const Name *base)
{
    uint32_t number = used_add(used, base)->next;
    Name *name;

    do {
        name = numbered(program, base, number++);
    } while (!is_free(used, name) || stands_in(source, name));
    used_slot(used, base)->next = number;
    used_add(used, name);
    return name;
}

static Name *fresh_name(Program *program, Function *owner, Name *base)
{
    UsedNames *used = used_names_of(program, owner);

    if (!is_free(used, base)) {
        return numbered_name(program, used, used, base);
    }
    used_add(used, base);
    return base;
}

Symbol *symbol_unnamed(Program *program, Function *owner, const char *base, const Type *type,
                       bool is_mutable, Span span)
{
    Symbol *symbol = symbol_new(program, SYMBOL_LOCAL, name_of(&program->names, base), span);

    used_names_of(program, owner); /* as they are without it */
    symbol->owner = owner;
    symbol->type = type;
    symbol->is_mutable = is_mutable;
    return symbol;
}

void symbol_give_name(Program *program, Symbol *symbol)
{
    symbol->name = fresh_name(program, symbol->owner, symbol->name);
}

Symbol *symbol_fresh(Program *program, Function *owner, const char *base, const Type *type,
                     bool is_mutable, Span span)
{
    Symbol *symbol = symbol_unnamed(program, owner, base, type, is_mutable, span);

    symbol_give_name(program, symbol);
    return symbol;
}

void symbol_make_distinct(Program *program, Symbol *symbol)
{
    const UsedName *slot = used_slot(used_names_of(program, symbol->owner), symbol->name);

    if (slot->name != NULL && slot->is_shared) {
        symbol_give_name(program, symbol);
    }
}

/* --- methods --- */

Symbol *function_trait(const Function *method)
{
    if (method->implementation != NULL) {
        return method->implementation->trait;
    }
    bool is_of_trait = method->class_ != NULL && method->class_->symbol->kind == SYMBOL_TRAIT;

    return is_of_trait ? method->class_->symbol : NULL;
}

Function *called_method(const Node *call)
{
    const Symbol *symbol =
        call->call.callee->kind == NODE_NAME ? call->call.callee->name.symbol : NULL;
    bool is_method = symbol != NULL && symbol->kind == SYMBOL_FUNCTION &&
                     symbol->function != NULL && function_is_method(symbol->function);

    return is_method ? symbol->function : NULL;
}

/* --- copies --- */

/* The fact that stood in a symbol before its copy took the place. */
typedef struct SavedFact {
    Symbol *symbol;
    void *fact;
} SavedFact;

typedef struct Copier {
    Program *program;
    Function *owner;  /* of what is copied now: the new owner, or a function nested in the copy */
    Function *target; /* the new owner */
    UsedNames *names; /* the target's, or NULL */
    const Substitution *substitution; /* of the generic that is copied, or NULL */
    LIST(SavedFact) saved;
} Copier;

static bool is_replaceable(const Symbol *symbol)
{
    return symbol->kind == SYMBOL_LOCAL ||
           (symbol->kind == SYMBOL_FUNCTION && symbol->function != NULL &&
            symbol->function->outer != NULL);
}

static Symbol *replaced(Symbol *symbol)
{
    return symbol != NULL && is_replaceable(symbol) && symbol->fact != NULL ? symbol->fact : symbol;
}

static void save_fact(Copier *copier, Symbol *symbol)
{
    SavedFact saved = {symbol, symbol->fact};

    LIST_PUSH(&copier->program->scratch, &copier->saved, saved);
}

static const Type *copied_type(const Copier *copier, const Type *type)
{
    return type == NULL || copier->substitution == NULL
               ? type
               : type_substitute(copier->program, type, copier->substitution);
}

/* A copy of a symbol that is declared inside; `replaced` finds it until the copying ends. */
static Symbol *copy_named_symbol(Copier *copier, Symbol *symbol)
{
    Symbol *copy = ARENA_NEW(&copier->program->arena, Symbol);

    *copy = *symbol;
    copy->owner = copier->owner;
    copy->type = copied_type(copier, symbol->type);
    copy->fact = NULL;
    save_fact(copier, symbol);
    symbol->fact = copy;
    return copy;
}

/* What a local is called in the copy. One old name gives one new name, so that scopes hide what
 * they hid; the new one is neither in the target nor in the source. */
static Name *copied_name(Copier *copier, const Symbol *symbol)
{
    UsedNames *names = copier->names;
    const UsedName *known = used_slot(names, symbol->name);
    Name *name = symbol->name;

    if (known->name != NULL && known->copy == names->copies) {
        return known->copied_as;
    }
    if (known->name != NULL) {
        const UsedNames *source =
            symbol->owner == NULL ? names : used_names_of(copier->program, symbol->owner);
        name = numbered_name(copier->program, names, source, name);
    }
    UsedName *entry = used_add(names, symbol->name);
    entry->copy = names->copies;
    entry->copied_as = name;
    return name;
}

/* The same for one whose name the target sees. */
static Symbol *copy_symbol(Copier *copier, Symbol *symbol)
{
    Symbol *copy = copy_named_symbol(copier, symbol);
    const Function *target = copier->target;

    if (copier->names != NULL && copier->owner == target && symbol->owner != target) {
        copy->name = copied_name(copier, symbol);
    }
    return copy;
}

static SymbolList copy_symbols(Copier *copier, const SymbolList *symbols)
{
    SymbolList copy = {NULL, 0, 0};

    for (uint32_t i = 0; i < symbols->count; i++) {
        LIST_PUSH(&copier->program->arena, &copy, copy_symbol(copier, symbols->items[i]));
    }
    return copy;
}

static Node *copy_tree(Copier *copier, const Node *node);

static Function *copy_function(Copier *copier, const Function *function)
{
    Function *copy = ARENA_NEW(&copier->program->arena, Function);
    Function *outer = copier->owner;

    *copy = *function;
    copy->symbol = function->symbol->fact; /* copied where it is declared */
    copy->symbol->function = copy;
    copy->outer = outer;
    copy->is_main = false;
    copy->used_names = NULL;
    copy->captures = (SymbolList){NULL, 0, 0};
    for (uint32_t i = 0; i < function->captures.count; i++) {
        LIST_PUSH(&copier->program->arena, &copy->captures, replaced(function->captures.items[i]));
    }
    copier->owner = copy;
    copy->result = copied_type(copier, function->result);
    copy->parameters = copy_symbols(copier, &function->parameters);
    copy->body = copy_tree(copier, function->body);
    copier->owner = outer;
    return copy;
}

/* Nested functions may be called before they stand in their block. */
static void declare_functions(Copier *copier, const Node *block)
{
    for (uint32_t i = 0; i < block->list.count; i++) {
        if (block->list.items[i]->kind == NODE_FUNCTION) {
            copy_symbol(copier, block->list.items[i]->function->symbol);
        }
    }
}

/* A name that comes from elsewhere stands in the target from now on. */
static void copy_name_node(Copier *copier, Node *copy)
{
    copy->name.symbol = replaced(copy->name.symbol);
    if (copier->names != NULL && copy->name.symbol != NULL) {
        used_add(copier->names, copy->name.symbol->name);
    }
}

/* A type as written, or a number that stands where one may. */
static Node *copied_form(const Copier *copier, Node *form)
{
    if (copier->substitution == NULL || form == NULL || form->type == NULL) {
        return form;
    }
    Node *copy = node_clone(copier->program, form);
    copy->type = copied_type(copier, form->type);
    return copy;
}

static NodeList copied_forms(const Copier *copier, const NodeList *forms)
{
    NodeList copy = {NULL, 0, 0};

    for (uint32_t i = 0; i < forms->count; i++) {
        LIST_PUSH(&copier->program->arena, &copy, copied_form(copier, forms->items[i]));
    }
    return copy;
}

/* Gives a node that was copied byte by byte its own types. */
static void copy_types_of(const Copier *copier, Node *copy)
{
    switch (copy->kind) {
    case NODE_CALL: copy->call.types = copied_forms(copier, &copy->call.types); break;
    case NODE_BUILTIN: copy->builtin.element = copied_type(copier, copy->builtin.element); break;
    case NODE_CONVERT: copy->convert.target = copied_form(copier, copy->convert.target); break;
    case NODE_IS:
    case NODE_AS: copy->type_test.target = copied_form(copier, copy->type_test.target); break;
    case NODE_TYPE: copy->type = copied_type(copier, copy->type); break;
    default: break;
    }
}

/* A number of the generic's, written where it is used. */
static Node *copied_number(const Copier *copier, const Node *name)
{
    const Type *number = copied_type(copier, name->name.symbol->type);

    return node_integer(copier->program, copier->program->types.scalar[TYPE_INT64], number->number,
                        name->span);
}

static bool is_number_name(const Node *node)
{
    return node->kind == NODE_NAME && node->name.symbol != NULL &&
           node->name.symbol->kind == SYMBOL_TYPE_PARAMETER;
}

/* Gives a node that was copied byte by byte its own symbols. */
static void copy_symbols_of(Copier *copier, Node *copy)
{
    switch (copy->kind) {
    case NODE_NAME: copy_name_node(copier, copy); break;
    case NODE_LET: copy->let.symbol = copy_symbol(copier, copy->let.symbol); break;
    case NODE_LET_TUPLE:
        copy->let_tuple.symbols = copy_symbols(copier, &copy->let_tuple.symbols);
        break;
    case NODE_FOR: copy->for_.symbol = copy_symbol(copier, copy->for_.symbol); break;
    case NODE_HANDLER:
        if (copy->handler.symbol != NULL) {
            copy->handler.symbol = copy_symbol(copier, copy->handler.symbol);
        }
        break;
    case NODE_BLOCK: declare_functions(copier, copy); break;
    case NODE_LAMBDA:
        copy_named_symbol(copier, copy->function->symbol);
        copy->function = copy_function(copier, copy->function);
        break;
    case NODE_FUNCTION: copy->function = copy_function(copier, copy->function); break;
    default: break;
    }
}

static void copy_children(Copier *copier, NodeList *list)
{
    Node **copies = arena_alloc(&copier->program->arena, list->count * sizeof *copies);

    for (uint32_t i = 0; i < list->count; i++) {
        copies[i] = copy_tree(copier, list->items[i]);
    }
    *list = (NodeList){copies, list->count, list->count};
}

static Node *copy_tree(Copier *copier, const Node *node)
{
    if (node == NULL) {
        return NULL;
    }
    if (is_number_name(node)) {
        return copied_number(copier, node);
    }
    Node *copy = node_clone(copier->program, node);
    const Child *children = child_table[node->kind];

    if (copier->substitution != NULL) {
        copy_types_of(copier, copy);
    }
    copy_symbols_of(copier, copy);
    for (int i = 0; i < MOST_CHILDREN && children[i].arity != ABSENT; i++) {
        if (children[i].arity == MANY) {
            copy_children(copier, children_at(copy, children[i]));
        } else {
            Node **slot = child_at(copy, children[i]);
            *slot = copy_tree(copier, *slot);
        }
    }
    return copy;
}

static void restore_facts(const Copier *copier)
{
    for (uint32_t i = copier->saved.count; i > 0; i--) {
        copier->saved.items[i - 1].symbol->fact = copier->saved.items[i - 1].fact;
    }
}

Node *node_copy(Program *program, const Node *node, Function *new_owner)
{
    Copier copier = {.program = program, .target = new_owner, .owner = new_owner};

    if (new_owner != NULL) {
        copier.names = used_names_of(program, new_owner);
        copier.names->copies++;
    }
    Node *copy = copy_tree(&copier, node);

    restore_facts(&copier);
    return copy;
}

Function *function_copy(Program *program, const Function *function, Symbol *symbol,
                        const Substitution *substitution)
{
    Copier copier = {.program = program, .substitution = substitution};

    save_fact(&copier, function->symbol);
    function->symbol->fact = symbol;
    Function *copy = copy_function(&copier, function);
    restore_facts(&copier);
    return copy;
}

/* --- control flow --- */

static bool any_breaks(const NodeList *statements);

/* Does the statement leave the loop around it by a `break`? */
static bool breaks(const Node *node)
{
    if (node == NULL) {
        return false;
    }
    switch (node->kind) {
    case NODE_BREAK: return true;
    case NODE_BLOCK: return any_breaks(&node->list);
    case NODE_IF: return breaks(node->if_.then) || breaks(node->if_.otherwise);
    case NODE_TRY:
        return breaks(node->try_.body) || any_breaks(&node->try_.handlers) ||
               breaks(node->try_.otherwise) || breaks(node->try_.finally);
    case NODE_HANDLER: return breaks(node->handler.body);
    default: return false;
    }
}

static bool any_breaks(const NodeList *statements)
{
    for (uint32_t i = 0; i < statements->count; i++) {
        if (breaks(statements->items[i])) {
            return true;
        }
    }
    return false;
}

static bool loops_forever(const Node *loop)
{
    const Node *condition = loop->while_.condition;

    return condition->kind == NODE_BOOL && condition->integer.value == 1 &&
           !breaks(loop->while_.body);
}

/* Most blocks that diverge do so by their last statement. */
static bool block_diverges(const NodeList *statements)
{
    for (uint32_t i = statements->count; i > 0; i--) {
        if (node_diverges(statements->items[i - 1])) {
            return true;
        }
    }
    return false;
}

static bool try_diverges(const Node *node)
{
    if (node->try_.finally != NULL && node_diverges(node->try_.finally)) {
        return true;
    }
    if (!node_diverges(node->try_.body) &&
        (node->try_.otherwise == NULL || !node_diverges(node->try_.otherwise))) {
        return false;
    }
    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        if (!node_diverges(node->try_.handlers.items[i]->handler.body)) {
            return false;
        }
    }
    return true;
}

bool node_diverges(const Node *statement)
{
    switch (statement->kind) {
    case NODE_RETURN:
    case NODE_RAISE:
    case NODE_BREAK:
    case NODE_CONTINUE: return true;
    case NODE_BLOCK: return block_diverges(&statement->list);
    case NODE_IF:
        return statement->if_.otherwise != NULL && node_diverges(statement->if_.then) &&
               node_diverges(statement->if_.otherwise);
    case NODE_WHILE: return loops_forever(statement);
    case NODE_TRY: return try_diverges(statement);
    default: return false;
    }
}
