/* emit_statement: statements of ordered IR as C statements. What raises goes to emit_exception.c.
 */
#include "class.h"
#include "emit_internal.h"

/* --- the current block --- */

void push(Emitter *e, CNode *statement, Span span)
{
    statement->span = span;
    if (statement->comment == NULL) {
        statement->comment = e->reason;
        e->reason = NULL;
    }
    c_push(e->arena, e->out, statement);
}

CNode *statement_of(Emitter *e, CNode *expression)
{
    CNode *statement = c_new(e->arena, C_EXPRESSION, (Span){0});

    statement->left = expression;
    return statement;
}

void push_expression(Emitter *e, CNode *expression, Span span)
{
    push(e, statement_of(e, expression), span);
}

void emit_statements(Emitter *e, const NodeList *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        emit_statement(e, list->items[i]);
    }
}

static void add_blank_after_declarations(Emitter *e, CNodeList *list)
{
    uint32_t count = 0;

    while (count < list->count && list->items[count]->kind == C_DECLARE) {
        count++;
    }
    if (count == 0 || count == list->count || list->items[count]->kind == C_BLANK) {
        return;
    }
    c_push(e->arena, list, NULL);
    memmove(&list->items[count + 1], &list->items[count],
            (list->count - 1 - count) * sizeof *list->items);
    list->items[count] = c_new(e->arena, C_BLANK, (Span){0});
}

void finish_list(Emitter *e, CNodeList *list)
{
    join_tests(e, list);
    add_blank_after_declarations(e, list);
}

void emit_block_into(Emitter *e, const Node *block, CNodeList *list)
{
    CNodeList *outer = e->out;
    uint32_t mark = scope_open(e);

    e->out = list;
    if (block->kind == NODE_BLOCK) {
        emit_statements(e, &block->list);
    } else {
        emit_statement(e, block);
    }
    scope_close(e, mark);
    finish_list(e, list);
    e->out = outer;
}

/* --- declarations and assignments --- */

/* Is C's type a pointer to something shared? */
static bool is_reference(const Type *type)
{
    return type_is_reference(type->kind == TYPE_OPTION ? type->arguments[0] : type);
}

static const char *const_type(Emitter *e, const Type *type)
{
    static const char *const scalars[] = {
#define SCALAR(KIND, name, c, header, bits, class) [TYPE_##KIND] = "const " c,
#include "scalars.def"
#undef SCALAR
    };
    const char *name = c_type(e, type);

    if (scalar_class(type) != CLASS_NOT_SCALAR) {
        return scalars[type->kind];
    }
    return type->kind == TYPE_PTR || is_reference(type) ? name : text_format(e, "const %s", name);
}

/* In an initialiser a compound literal needs no type of its own. */
static CNode *initialiser(Emitter *e, CNode *value, const Type *type)
{
    if (value->kind == C_COMPOUND && value->text == c_type(e, type)) {
        value->text = NULL;
    }
    return value;
}

void declare_value(Emitter *e, Symbol *symbol, CNode *value, Span span)
{
    bool is_const = !symbol->is_mutable && !symbol->is_assigned && !symbol->is_captured;
    const char *name = local_declare(e, symbol);
    const char *type = is_const ? const_type(e, symbol->type) : c_type(e, symbol->type);
    CNode *declaration = c_declare(e->arena, type, name, initialiser(e, value, symbol->type));

    declaration->symbol = symbol->name->text;
    push(e, declaration, span);
}

CNode *zero_of(Emitter *e, const Type *type)
{
    CNode *zero;

    switch (scalar_class(type)) {
    case CLASS_SIGNED:
    case CLASS_UNSIGNED: return c_integer(e->arena, 0);
    case CLASS_FLOAT: return emit_float(e, 0.0, type);
    case CLASS_BOOL: return c_name(e->arena, "false");
    default: break;
    }
    const Type *value = type->kind == TYPE_OPTION ? type->arguments[0] : type;
    if (type_is_reference(value) || type->kind == TYPE_PTR) {
        runtime_use_header(e->runtime, "stddef.h");
        return c_name(e->arena, "NULL");
    }
    zero = c_new(e->arena, C_COMPOUND, (Span){0});
    c_push(e->arena, &zero->list, c_integer(e->arena, 0));
    return zero;
}

/* Is every argument one that the callee can be compiled for: a literal or a constant? */
static bool has_known_arguments(const NodeList *arguments)
{
    for (uint32_t i = 0; i < arguments->count; i++) {
        const Node *argument = arguments->items[i];
        bool is_constant = argument->kind == NODE_NAME && argument->name.symbol != NULL &&
                           argument->name.symbol->kind == SYMBOL_CONSTANT;

        if (!is_constant && !node_is_literal(argument)) {
            return false;
        }
    }
    return true;
}

static bool init_raises(const Node *construct)
{
    const Function *initialiser = called_initialiser(construct);

    return initialiser != NULL && function_raises(initialiser);
}

static bool calls_known_function(const Node *call)
{
    const Node *callee = call->call.callee;

    return callee->kind == NODE_NAME && callee->name.symbol->kind == SYMBOL_FUNCTION &&
           callee->name.symbol->function->kind == FUNCTION_DEFINED;
}

/* With known arguments a compiler may find that the call always raises, and say that its result is
 * read unset; gcc 12 says so of what owns memory, and of pointers, where it moves what raises out
 * of the callee. So such a one has a value in any case. NULL: not needed. */
static CNode *value_before(Emitter *e, const Node *call)
{
    bool is_needed = false;

    if (call != NULL && call->kind == NODE_CALL) {
        is_needed = (type_is_reference(call->type) || type_is_managed(call->type) ||
                     type_is_text(call->type) || has_known_arguments(&call->call.arguments)) &&
                    calls_known_function(call);
    } else if (call != NULL && call->kind == NODE_CONSTRUCT) {
        is_needed = has_known_arguments(&call->construct.arguments) && init_raises(call);
    }
    return is_needed ? zero_of(e, call->type) : NULL;
}

/* Declares the symbol for what raises at its root to store its value in; NULL: the next statement
 * does. */
static CNode *declare_place(Emitter *e, Symbol *symbol, const Node *value, Span span)
{
    const char *name = local_declare(e, symbol);
    CNode *declaration =
        c_declare(e->arena, parameter_type(e, symbol), name, value_before(e, value));

    symbol->fact = symbol;
    declaration->symbol = symbol->name->text;
    push(e, declaration, span);
    return c_name(e->arena, name);
}

CNode *declare_result(Emitter *e, const char *name, const Type *type, CNode *initial, Span span)
{
    const char *local = local_fresh(e, name);

    push(e, c_declare(e->arena, c_type(e, type), local, initial), span);
    return c_name(e->arena, local);
}

/* Computes what raises at its root into `place`. */
static void emit_into(Emitter *e, const Node *value, CNode *place, Span span)
{
    emit_guarded(e, emit_raising_call(e, value, address_of(e, place)), span);
    if (value->kind == NODE_BUILTIN && value->builtin.id == BUILTIN_ARRAY) {
        emit_array_fill(e, value, place);
    }
}

static bool is_builtin(const Node *value, BuiltinId id)
{
    return value != NULL && value->kind == NODE_BUILTIN && value->builtin.id == id;
}

/* `int64_t *n = NULL;` */
static void declare_no_cell(Emitter *e, Symbol *symbol, Span span)
{
    const char *name = local_declare(e, symbol);

    runtime_use_header(e->runtime, "stddef.h");
    push(e, c_declare(e->arena, parameter_type(e, symbol), name, c_name(e->arena, "NULL")), span);
}

static void emit_let(Emitter *e, const Node *node)
{
    const Node *value = node->let.value;

    if (is_builtin(value, BUILTIN_NO_CELL)) {
        declare_no_cell(e, node->let.symbol, node->span);
        return;
    }
    if (value == NULL) {
        declare_place(e, node->let.symbol, NULL, node->span);
        node->let.symbol->fact = NULL; /* set by the next statement, and perhaps never read */
        return;
    }
    if (raises_at_root(e->program, value)) {
        emit_into(e, value, declare_place(e, node->let.symbol, value, node->span), node->span);
        return;
    }
    CNode *initial = emit_value(e, value);
    declare_value(e, node->let.symbol, initial, node->span);
}

/* The base of a temporary's name: the function's that it holds the result of. */
static const char *result_base(const Node *value)
{
    if (value->kind == NODE_CALL && value->call.callee->kind == NODE_NAME) {
        return value->call.callee->name.name->text;
    }
    return value->kind == NODE_BUILTIN ? builtin_table[value->builtin.id].name : "value";
}

/* The value as something that can be written twice. */
static CNode *emit_saved(Emitter *e, const Node *value, Span span)
{
    if (raises_at_root(e->program, value)) {
        const char *base = text_format(e, "%s_1", result_base(value));
        CNode *place = declare_result(e, base, value->type, value_before(e, value), span);
        emit_into(e, value, place, span);
        return place;
    }
    CNode *saved = emit_expression(e, value);
    if (value->kind == NODE_NAME) {
        return saved;
    }
    const char *name = local_fresh(e, text_format(e, "%s_1", result_base(value)));
    push(e,
         c_declare(e->arena, const_type(e, value->type), name, initialiser(e, saved, value->type)),
         span);
    return c_name(e->arena, name);
}

static void emit_let_tuple(Emitter *e, const Node *node)
{
    const SymbolList *symbols = &node->let_tuple.symbols;
    CNode *tuple = emit_saved(e, node->let_tuple.value, node->span);

    for (uint32_t i = 0; i < symbols->count; i++) {
        if (symbols->items[i] != NULL) {
            CNode *item = c_member(e->arena, tuple, text_format(e, "item_%u", i));
            declare_value(e, symbols->items[i], item, node->span);
        }
    }
}

/* An assigned name alone is not read. */
static CNode *emit_place(Emitter *e, const Node *target)
{
    if (target->kind != NODE_NAME || target->name.symbol->kind != SYMBOL_LOCAL) {
        return emit_expression(e, target);
    }
    Symbol *symbol = target->name.symbol;
    void *was_read = symbol->fact;
    CNode *place = name_of_local(e, symbol);
    if (!symbol->is_reference) {
        symbol->fact = was_read;
    }
    return place;
}

static bool is_compound_operator(const CNode *value, const CNode *place, Operator op)
{
    return value->kind == C_BINARY && value->left == place && op != OP_DIVIDE &&
           strlen(value->text) <= 2 && value->text[0] != '!';
}

static void emit_compound_assign(Emitter *e, const Node *node)
{
    const Type *type = node->assign.target->type;
    CNode *place = emit_place(e, node->assign.target);
    Operator op = (Operator)node->op;

    e->reason = node->assign.reason;
    if (type_is_text(type)) {
        CNode *call = c_call3(e->arena, sequence_function(e, type, "concat"), context_of(e), place,
                              emit_expression(e, node->assign.value));
        c_push(e->arena, &call->list, address_of(e, place));
        emit_guarded(e, call, node->span);
        return;
    }
    CNode *value = binary_operation(e, node, op, type, place, emit_value(e, node->assign.value));
    if (is_compound_operator(value, place, op) ||
        (value->kind == C_BINARY && type_is_float(type))) {
        const char *text = text_format(e, "%s=", value->text);
        push(e, c_assign(e->arena, place, text, value->right), node->span);
        return;
    }
    if (node->assign.target->kind == NODE_NAME &&
        node->assign.target->name.symbol->kind == SYMBOL_LOCAL) {
        node->assign.target->name.symbol->fact = node->assign.target->name.symbol;
    }
    push(e, c_assign(e->arena, place, "=", value), node->span);
}

static void emit_assign(Emitter *e, const Node *node)
{
    const Node *value = node->assign.value;

    if (node->op != OP_NONE) {
        emit_compound_assign(e, node);
        return;
    }
    if (is_builtin(value, BUILTIN_CELL)) { /* it becomes the variable itself */
        CNode *cell = c_name(e->arena, node->assign.target->name.symbol->c_name);

        emit_into(e, value, cell, node->span);
        return;
    }
    if (raises_at_root(e->program, value)) {
        emit_into(e, value, emit_expression(e, node->assign.target), node->span);
        return;
    }
    CNode *place = emit_place(e, node->assign.target);
    if (is_builtin(value, BUILTIN_REPLACING)) {
        push_expression(e, emit_replacing(e, value, place), node->span);
        return;
    }
    push(e, c_assign(e->arena, place, "=", emit_value(e, value)), node->span);
}

/* --- expressions --- */

static void emit_raising_statement(Emitter *e, const Node *value, Span span)
{
    CNode *result = NULL;

    if (value->type != NULL && value->type->kind != TYPE_NONE) {
        const char *base = text_format(e, "%s_1", result_base(value));
        result = address_of(e, declare_result(e, base, value->type, value_before(e, value), span));
    }
    emit_guarded(e, emit_raising_call(e, value, result), span);
}

static void emit_super_init(Emitter *e, const Node *call, Span span)
{
    if (raises_at_root(e->program, call)) {
        emit_raising_statement(e, call, span);
    } else {
        push_expression(e, emit_expression(e, call), span);
    }
    restore_table(e, e->function, span);
}

static bool is_super_init(const Node *value)
{
    const Function *method = value->kind == NODE_CALL ? called_method(value) : NULL;

    return method != NULL && function_is_init(method);
}

static void emit_expression_statement(Emitter *e, const Node *node)
{
    const Node *value = node->unary.operand;

    if (is_super_init(value)) {
        emit_super_init(e, value, node->span);
        return;
    }

    if (value->kind == NODE_BUILTIN && value->builtin.id == BUILTIN_PRINT) {
        emit_print(e, value);
        return;
    }
    if (value->kind == NODE_BUILTIN && builtin_table[value->builtin.id].style == STYLE_CHECK) {
        emit_check_statement(e, value, node->span);
        return;
    }
    if (is_builtin(value, BUILTIN_CAUGHT)) {
        push_expression(e, c_call1(e->arena, use(e, "nb_drop"), context_of(e)), node->span);
        return;
    }
    if (raises_at_root(e->program, value)) {
        emit_raising_statement(e, value, node->span);
        return;
    }
    CNode *expression = emit_expression(e, value);
    bool gives_nothing = value->kind == NODE_CALL || value->type->kind == TYPE_NONE;
    push_expression(e, gives_nothing ? expression : c_cast(e->arena, "void", expression),
                    node->span);
}

/* --- branches --- */

static CNode *block_of(Emitter *e, const Node *block)
{
    CNode *c = c_new(e->arena, C_BLOCK, block->span);

    emit_block_into(e, block, &c->list);
    return c;
}

static CNode *if_of(Emitter *e, const Node *node, bool is_first)
{
    const Node *condition = node->if_.condition;
    const Node *otherwise = node->if_.otherwise;
    CNode *branch =
        c_if(e->arena, is_first ? emit_expression(e, condition) : emit_lazily(e, condition));

    branch->span = node->span;
    branch->comment = e->reason;
    e->reason = NULL;
    emit_block_into(e, node->if_.then, &branch->list);
    if (otherwise != NULL && (otherwise->kind != NODE_BLOCK || otherwise->list.count > 0)) {
        branch->third =
            otherwise->kind == NODE_IF ? if_of(e, otherwise, false) : block_of(e, otherwise);
    }
    return branch;
}

/* --- return --- */

/* Does nothing stand between the return and the caller that needs the result kept aside? */
static bool returns_at_once(const Emitter *e)
{
    const Try *t = enclosing_finally(e, EXIT_RETURN);

    return t == NULL || t->is_cleanup;
}

static void emit_return_statement(Emitter *e, const Node *node)
{
    const Node *value = node->unary.operand;

    if (value == NULL) {
        emit_return(e, NULL, node->span);
        return;
    }
    if (moves_later(e, value)) {
        emit_exit(e, EXIT_RETURN, node->span);
        return;
    }
    bool is_none = value->type == NULL || value->type->kind == TYPE_NONE;
    if (!raises_at_root(e->program, value)) {
        if (is_none && value->kind != NODE_NONE) {
            push_expression(e, emit_expression(e, value), node->span);
        }
        emit_return(e, is_none ? NULL : emit_value(e, value), node->span);
        return;
    }
    if (is_none) {
        emit_guarded(e, emit_raising_call(e, value, NULL), node->span);
        emit_return(e, NULL, node->span);
    } else if (e->raises && returns_at_once(e)) {
        emit_into(e, value, c_unary(e->arena, "*", result_of(e)), node->span);
        emit_return(e, NULL, node->span);
    } else {
        emit_return(e, emit_saved(e, value, node->span), node->span);
    }
}

/* --- the switch --- */

void emit_statement(Emitter *e, const Node *node)
{
    switch (node->kind) {
    case NODE_BLOCK: push(e, block_of(e, node), node->span); break;
    case NODE_LET: emit_let(e, node); break;
    case NODE_LET_TUPLE: emit_let_tuple(e, node); break;
    case NODE_ASSIGN: emit_assign(e, node); break;
    case NODE_EXPRESSION: emit_expression_statement(e, node); break;
    case NODE_IF: push(e, if_of(e, node, true), node->span); break;
    case NODE_WHILE: emit_while(e, node); break;
    case NODE_FOR: emit_for(e, node); break;
    case NODE_BREAK: emit_exit(e, EXIT_BREAK, node->span); break;
    case NODE_CONTINUE: emit_exit(e, EXIT_CONTINUE, node->span); break;
    case NODE_RETURN: emit_return_statement(e, node); break;
    case NODE_RAISE: emit_raise(e, node); break;
    case NODE_TRY: emit_try(e, node); break;
    default: break;
    }
}
