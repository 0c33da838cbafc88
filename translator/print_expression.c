/* Expressions as IR text, with no more parentheses than the precedence needs. */
#include "class.h"
#include "print_ir.h"

#include <string.h>

static void print_at(Printer *printer, const Node *node, Precedence lowest, const Type *expected);

/* --- lists --- */

static void print_items(Printer *printer, const NodeList *list, uint32_t from, const Type *expected)
{
    for (uint32_t i = from; i < list->count; i++) {
        print_text(printer, i > from ? ", " : "");
        print_expression(printer, list->items[i], expected);
    }
}

/* The `init`s of a class keep one name, and in other modules so do functions that share it: their
 * arguments tell which is meant. */
static bool is_one_of_several(const Printer *printer, const Function *function)
{
    bool shares_name = function_is_init(function) || function->symbol->module != printer->module;

    return (function->overloads != NULL || function->overload_of != NULL) && shares_name;
}

/* The type of parameter `i` of what is called, or NULL: that tells nothing. */
static const Type *parameter_type(const Printer *printer, const Node *callee, uint32_t i)
{
    const Symbol *symbol = callee->kind == NODE_NAME ? callee->name.symbol : NULL;

    if (symbol != NULL && symbol->kind == SYMBOL_FUNCTION) {
        const SymbolList *parameters = &symbol->function->parameters;
        bool is_known = !is_one_of_several(printer, symbol->function) && i < parameters->count;

        return is_known ? parameters->items[i]->type : NULL;
    }
    if (callee->type != NULL && callee->type->kind == TYPE_FN) {
        return i + 1 < callee->type->count ? callee->type->arguments[i] : NULL;
    }
    return NULL;
}

/* Those from `first` on. */
static void print_call_arguments(Printer *printer, const Node *callee, const NodeList *arguments,
                                 uint32_t first)
{
    const Symbol *symbol = callee->kind == NODE_NAME ? callee->name.symbol : NULL;
    bool is_of_trait = symbol != NULL && symbol->kind == SYMBOL_FUNCTION &&
                       node_qualifier(callee) != NULL && function_is_method(symbol->function);

    buffer_char(printer->out, '(');
    for (uint32_t i = first; i < arguments->count; i++) {
        const Node *argument = arguments->items[i];
        bool is_receiver = i == 0 && is_of_trait && argument->kind == NODE_REFERENCE;

        print_text(printer, i > first ? ", " : "");
        print_expression(printer, is_receiver ? argument->unary.operand : argument,
                         parameter_type(printer, callee, i));
    }
    buffer_char(printer->out, ')');
}

/* --- operators --- */

/* What a literal operand takes from the other one. */
static const Type *type_of_other(const Node *node, const Node *other)
{
    OperatorGroup group = operator_table[node->op].group;

    if (group == GROUP_LOGICAL || group == GROUP_MEMBER || is_untyped_literal(other)) {
        return NULL;
    }
    return other->type;
}

static const char *proven_mark(const Node *node)
{
    return (node->flags & (FLAG_PROVEN | FLAG_TRUSTED)) != 0 ? "!" : "";
}

/* `**` binds to the right, and its right operand may have a sign; a comparison in another has
 * parentheses, else the two were a chain. */
static void print_binary(Printer *printer, const Node *node)
{
    const OperatorInfo *info = &operator_table[node->op];
    const Node *left = node->binary.left;
    const Node *right = node->binary.right;
    Precedence above = (Precedence)(info->precedence + 1);
    bool is_power = node->op == OP_POWER;
    bool is_left_tighter = is_power || info->precedence == PRECEDENCE_COMPARISON;

    print_at(printer, left, is_left_tighter ? above : info->precedence, type_of_other(node, right));
    buffer_char(printer->out, ' ');
    print_text(printer, info->spelling);
    print_text(printer, proven_mark(node));
    buffer_char(printer->out, ' ');
    print_at(printer, right, is_power ? PRECEDENCE_UNARY : above, type_of_other(node, left));
}

/* The reader makes `-5` one literal, so a minus before a literal 5 keeps its parentheses. */
static bool would_fold(const Node *node)
{
    const Node *operand = node->unary.operand;

    return node->op == OP_NEGATE && (node->flags & FLAG_PROVEN) == 0 &&
           operand->kind == NODE_INTEGER && !is_negative_literal(operand);
}

static void print_unary(Printer *printer, const Node *node, const Type *expected)
{
    const OperatorInfo *info = &operator_table[node->op];

    print_text(printer, info->spelling);
    print_text(printer, proven_mark(node));
    print_text(printer, node->op == OP_NOT ? " " : "");
    if (would_fold(node)) {
        print_text(printer, "(");
        print_expression(printer, node->unary.operand, expected);
        print_text(printer, ")");
    } else {
        print_at(printer, node->unary.operand, info->precedence, expected);
    }
}

static void print_chain(Printer *printer, const Node *node)
{
    const NodeList *operands = &node->chain.operands;
    const Type *common = type_of_operands(printer, operands);

    for (uint32_t i = 0; i < operands->count; i++) {
        if (i > 0) {
            buffer_char(printer->out, ' ');
            print_text(printer, operator_table[node->chain.operators[i - 1]].spelling);
            buffer_char(printer->out, ' ');
        }
        print_at(printer, operands->items[i], PRECEDENCE_COMPARISON + 1, common);
    }
}

static void print_conditional(Printer *printer, const Node *node)
{
    Node *branches[] = {node->conditional.then, node->conditional.otherwise};
    NodeList list = {branches, 2, 2};
    const Type *common = type_of_operands(printer, &list);

    print_at(printer, node->conditional.then, PRECEDENCE_OR, common);
    print_text(printer, " if ");
    print_at(printer, node->conditional.condition, PRECEDENCE_OR, NULL);
    print_text(printer, " else ");
    print_at(printer, node->conditional.otherwise, PRECEDENCE_CONDITIONAL, common);
}

/* `expected` is the declared type of the loop's variable, or NULL. */
static void print_range(Printer *printer, const Node *node, const Type *expected)
{
    Node *bounds[] = {node->range.low, node->range.high, node->range.step};
    NodeList list = {bounds, node->range.step != NULL ? 3 : 2, 3};

    expected = expected != NULL ? expected : type_of_operands(printer, &list);
    print_at(printer, node->range.low, PRECEDENCE_CONDITIONAL, expected);
    print_text(printer, "..");
    print_at(printer, node->range.high, PRECEDENCE_CONDITIONAL, expected);
    if (node->range.step != NULL) {
        print_text(printer, " step ");
        print_at(printer, node->range.step, PRECEDENCE_CONDITIONAL, expected);
    }
}

/* --- postfix forms --- */

static void print_base(Printer *printer, const Node *base)
{
    print_at(printer, base, PRECEDENCE_POSTFIX, NULL);
}

/* 2.m() would be a number and a name. */
static void print_receiver(Printer *printer, const Node *receiver)
{
    const Node *value = receiver->kind == NODE_REFERENCE ? receiver->unary.operand : receiver;
    bool is_bare = value->kind <= NODE_IMAGINARY && !literal_needs_conversion(printer, value, NULL);

    print_text(printer, is_bare ? "(" : "");
    print_base(printer, value);
    print_text(printer, is_bare ? ")" : "");
}

/* a.m(b), or Trait.m(a, b) where the name alone means another one; super.init(b). */
static void print_method_call(Printer *printer, const Node *node, const Function *method)
{
    const Node *callee = node->call.callee;
    bool is_qualified = node_qualifier(callee) != NULL && function_trait(method) != NULL;

    if (is_qualified) {
        print_symbol(printer, function_trait(method));
    } else if (function_is_init(method)) {
        print_text(printer, "super");
    } else {
        print_receiver(printer, node->call.arguments.items[0]);
    }
    print_text(printer, ".");
    if (function_is_init(method)) {
        print_text(printer, "init");
    } else {
        print_name(printer, symbol_name_in(method->symbol, printer->module));
    }
    print_call_arguments(printer, callee, &node->call.arguments, is_qualified ? 0 : 1);
}

static void print_call(Printer *printer, const Node *node)
{
    const Function *method = called_method(node);
    bool is_made = method != NULL && method->is_made && method->module != printer->module;
    bool is_direct = method != NULL && member_class(method->symbol) != NULL && !is_made &&
                     !function_is_init(method) && (node->flags & FLAG_VIRTUAL) == 0;

    if (method != NULL && !is_direct) {
        print_method_call(printer, node, method);
        return;
    }
    print_base(printer, node->call.callee);
    if (node->call.types.count > 0) {
        print_text(printer, "[");
        print_type_forms(printer, &node->call.types);
        print_text(printer, "]");
    }
    print_call_arguments(printer, node->call.callee, &node->call.arguments, 0);
}

static void print_bind(Printer *printer, const Node *node)
{
    if ((node->flags & FLAG_VIRTUAL) != 0) {
        print_base(printer, node->call.arguments.items[0]);
        print_text(printer, ".");
        print_name(printer, symbol_name_in(node->call.callee->name.symbol, printer->module));
        return;
    }
    print_text(printer, (node->flags & FLAG_ESCAPES) != 0 ? "bind! " : "bind ");
    print_base(printer, node->call.callee);
    print_call_arguments(printer, node->call.callee, &node->call.arguments, 0);
}

/* The type that a literal takes as argument `i` of a built-in, or NULL. */
static const Type *builtin_argument_type(const Printer *printer, const Node *node, uint32_t i)
{
    const NodeList *arguments = &node->builtin.arguments;

    switch (builtin_table[node->builtin.id].rule) {
    case RULE_EXTREME:
    case RULE_FLOATS:
    case RULE_FLOAT_TEST:
    case RULE_CHECKED_DIV: return type_of_operands(printer, arguments);
    case RULE_FULL: return i + 1 == arguments->count ? node->builtin.element : NULL;
    case RULE_CHECK: return i > 0 ? arguments->items[0]->type : NULL;
    default: return NULL;
    }
}

static void print_function_builtin(Printer *printer, const Node *node)
{
    const Builtin *builtin = &builtin_table[node->builtin.id];
    const NodeList *arguments = &node->builtin.arguments;

    print_built_in_name(printer, builtin->name);
    if (builtin->style == STYLE_GENERIC && node->builtin.element != NULL) {
        print_text(printer, "[");
        print_type(printer, node->builtin.element);
        print_text(printer, "]");
    }
    print_text(printer, "(");
    for (uint32_t i = 0; i < arguments->count; i++) {
        print_text(printer, i > 0 ? ", " : "");
        print_expression(printer, arguments->items[i], builtin_argument_type(printer, node, i));
    }
    print_text(printer, ")");
}

static void print_member_builtin(Printer *printer, const Node *node)
{
    const Builtin *builtin = &builtin_table[node->builtin.id];
    bool is_axis = builtin->style == STYLE_AXIS;

    print_base(printer, node->builtin.arguments.items[0]);
    print_text(printer, ".");
    print_text(printer, proven_mark(node));
    print_text(printer, builtin->name);
    if (builtin->style != STYLE_FIELD) {
        print_text(printer, is_axis ? "[" : "(");
        print_items(printer, &node->builtin.arguments, 1, NULL);
        print_text(printer, is_axis ? "]" : ")");
    }
}

static void print_builtin(Printer *printer, const Node *node)
{
    switch (builtin_table[node->builtin.id].style) {
    case STYLE_METHOD:
    case STYLE_FIELD:
    case STYLE_AXIS: print_member_builtin(printer, node); break;
    default: print_function_builtin(printer, node);
    }
}

/* A literal of a pair has the type of the complex number's parts. */
/* `c as Shape`: to a base, always; Shape(c) would make one. */
static bool is_upcast(const Node *node)
{
    return node->type != NULL &&
           (node->type->kind == TYPE_CLASS || node->type->kind == TYPE_EXCEPTION);
}

static void print_upcast(Printer *printer, const Node *node)
{
    print_at(printer, node->convert.operand, PRECEDENCE_COMPARISON, NULL);
    print_text(printer, " as ");
    print_type(printer, node->type);
}

static void print_convert(Printer *printer, const Node *node)
{
    if (is_upcast(node)) {
        print_upcast(printer, node);
        return;
    }
    bool is_pair = node->convert.second != NULL && is_known_type(node->type);
    const Type *part = is_pair ? complex_part(&printer->program->types, node->type) : NULL;

    if (node->convert.target != NULL && !is_known_type(node->type)) {
        print_type_form(printer, node->convert.target);
    } else {
        print_called_type(printer, node->type);
    }
    print_text(printer, "(");
    print_expression(printer, node->convert.operand, part);
    if (node->convert.second != NULL) {
        print_text(printer, ", ");
        print_expression(printer, node->convert.second, part);
    }
    print_text(printer, ")");
}

/* The type of value `i`: of an `init`'s parameter, which tells nothing where there are several, or
 * of a field. Own fields come last, behind an
 * exception's message and its base's fields. */
static const Type *constructed_type(const Printer *printer, const Node *node, uint32_t i)
{
    const Symbol *symbol = node->construct.symbol;
    const SymbolList *fields = &symbol->declaration->fields;
    uint32_t from_end = node->construct.arguments.count - i;

    if (symbol->kind == SYMBOL_CLASS) {
        const Function *initialiser = called_initialiser(node);
        bool is_known = initialiser != NULL && !is_one_of_several(printer, initialiser) &&
                        i + 1 < initialiser->parameters.count;

        return is_known ? initialiser->parameters.items[i + 1]->type : NULL;
    }
    return from_end <= fields->count ? fields->items[fields->count - from_end]->type : NULL;
}

static void print_construct(Printer *printer, const Node *node)
{
    const NodeList *arguments = &node->construct.arguments;

    print_symbol(printer, node->construct.symbol);
    print_text(printer, "(");
    for (uint32_t i = 0; i < arguments->count; i++) {
        print_text(printer, i > 0 ? ", " : "");
        print_expression(printer, arguments->items[i], constructed_type(printer, node, i));
    }
    print_text(printer, ")");
}

/* a[i, j], a[!i], a[lo:hi, i] */
static void print_index(Printer *printer, const Node *node)
{
    print_base(printer, node->index.base);
    print_text(printer, "[");
    print_text(printer, proven_mark(node));
    print_items(printer, &node->index.items, 0, NULL);
    print_text(printer, "]");
}

static void print_bound(Printer *printer, const Node *bound)
{
    if (bound != NULL) {
        print_at(printer, bound, PRECEDENCE_CONDITIONAL, NULL);
    }
}

static void print_slice(Printer *printer, const Node *node)
{
    print_bound(printer, node->slice.low);
    print_text(printer, ":");
    print_bound(printer, node->slice.high);
    if (node->slice.step != NULL) {
        print_text(printer, ":");
        print_bound(printer, node->slice.step);
    }
}

static void print_item(Printer *printer, const Node *node)
{
    print_base(printer, node->item.base);
    buffer_format(printer->out, "[%u]", (unsigned)node->item.position);
}

static void print_field(Printer *printer, const Node *node)
{
    print_base(printer, node->field.base);
    print_text(printer, ".");
    print_name(printer, node->field.name);
}

static void print_method(Printer *printer, const Node *node)
{
    print_base(printer, node->method.base);
    print_text(printer, ".");
    print_name(printer, node->method.name);
    print_text(printer, "(");
    print_items(printer, &node->method.arguments, 0, NULL);
    print_text(printer, ")");
}

static void print_tuple(Printer *printer, const Node *node)
{
    print_text(printer, "(");
    print_items(printer, &node->list, 0, NULL);
    print_text(printer, node->list.count == 1 ? ",)" : ")");
}

/* A display; an empty one whose type is known shows it: list[int64](). */
static void print_display(Printer *printer, const Node *node)
{
    const NodeList *items = &node->list;

    if (items->count == 0 && node->type != NULL) {
        print_called_type(printer, node->type);
        print_text(printer, "()");
        return;
    }
    print_text(printer, node->kind == NODE_LIST ? "[" : "{");
    for (uint32_t i = 0; i < items->count; i++) {
        bool is_value = node->kind == NODE_DICT && i % 2 == 1;

        print_text(printer, i == 0 ? "" : is_value ? ": " : ", ");
        print_at(printer, items->items[i], PRECEDENCE_CONDITIONAL, NULL);
    }
    print_text(printer, node->kind == NODE_LIST ? "]" : "}");
}

/* A trait stands without its `dyn`. */
static void print_tested_type(Printer *printer, const Node *form)
{
    if (!is_known_type(form->type) || form->type->is_open) {
        print_type_form(printer, form);
    } else if (form->type->kind == TYPE_DYN) {
        symbol_print(printer->out, form->type->declaration, printer->module);
    } else {
        print_type(printer, form->type);
    }
}

/* x is C, x is not none, x as C */
static void print_type_test(Printer *printer, const Node *node)
{
    print_at(printer, node->type_test.operand, PRECEDENCE_COMPARISON, NULL);
    print_text(printer, node->kind == NODE_AS ? " as" : " is");
    print_text(printer, node->kind == NODE_AS && (node->flags & FLAG_PROVEN) != 0 ? "! " : " ");
    print_text(printer, node->type_test.is_negated ? "not " : "");
    if (node->type_test.target == NULL) {
        print_text(printer, "none");
    } else {
        print_tested_type(printer, node->type_test.target);
    }
}

/* --- lambdas --- */

/* What stands behind `=>`, if the body is still that one expression. */
static const Node *lambda_value(const Function *lambda)
{
    const NodeList *statements = &lambda->body->list;

    if (!lambda->is_lambda_expression || statements->count != 1) {
        return NULL;
    }
    const Node *statement = statements->items[0];
    bool is_value = statement->kind == NODE_RETURN || statement->kind == NODE_EXPRESSION;
    return is_value ? statement->unary.operand : NULL;
}

static void print_lambda(Printer *printer, const Node *node)
{
    const Function *outer = printer->function;
    const Node *value = lambda_value(node->function);
    NameList hidden = hide_locals(printer, node->function);

    printer->function = node->function;
    print_text(printer, "fn");
    print_signature(printer, node->function);
    if (value != NULL) {
        print_text(printer, " => ");
        print_at(printer, value, PRECEDENCE_CONDITIONAL, node->function->result);
    } else {
        print_text(printer, " ");
        print_block(printer, node->function->body);
    }
    printer->function = outer;
    show_locals(&hidden);
}

/* --- all of them --- */

static Precedence precedence_of(const Printer *printer, const Node *node, const Type *expected)
{
    switch (node->kind) {
    case NODE_INTEGER:
    case NODE_FLOAT: return precedence_of_number(printer, node, expected);
    case NODE_UNARY:
    case NODE_BINARY: return operator_table[node->op].precedence;
    case NODE_CHAIN:
    case NODE_IS:
    case NODE_AS: return PRECEDENCE_COMPARISON;
    case NODE_CONVERT: return is_upcast(node) ? PRECEDENCE_COMPARISON : PRECEDENCE_POSTFIX;
    case NODE_CONDITIONAL:
    case NODE_LAMBDA: return PRECEDENCE_CONDITIONAL;
    case NODE_RANGE: return PRECEDENCE_RANGE;
    case NODE_REFERENCE:
    case NODE_BIND: return PRECEDENCE_UNARY;
    default: return PRECEDENCE_POSTFIX;
    }
}

static void print_operation(Printer *printer, const Node *node, const Type *expected)
{
    switch (node->kind) {
    case NODE_UNARY: print_unary(printer, node, expected); break;
    case NODE_BINARY: print_binary(printer, node); break;
    case NODE_CHAIN: print_chain(printer, node); break;
    case NODE_CONDITIONAL: print_conditional(printer, node); break;
    case NODE_RANGE: print_range(printer, node, expected); break;
    case NODE_LAMBDA: print_lambda(printer, node); break;
    case NODE_BIND: print_bind(printer, node); break;
    case NODE_REFERENCE:
        print_text(printer, "ref ");
        print_at(printer, node->unary.operand, PRECEDENCE_UNARY, NULL);
        break;
    default: print_literal(printer, node, expected);
    }
}

static void print_bare(Printer *printer, const Node *node, const Type *expected)
{
    switch (node->kind) {
    case NODE_NAME: print_name_node(printer, node); break;
    case NODE_CALL: print_call(printer, node); break;
    case NODE_BUILTIN: print_builtin(printer, node); break;
    case NODE_CONVERT: print_convert(printer, node); break;
    case NODE_CONSTRUCT: print_construct(printer, node); break;
    case NODE_INDEX:
    case NODE_VIEW: print_index(printer, node); break;
    case NODE_ITEM: print_item(printer, node); break;
    case NODE_SLICE: print_slice(printer, node); break;
    case NODE_FIELD: print_field(printer, node); break;
    case NODE_METHOD: print_method(printer, node); break;
    case NODE_TUPLE: print_tuple(printer, node); break;
    case NODE_LIST:
    case NODE_SET:
    case NODE_DICT: print_display(printer, node); break;
    case NODE_IS:
    case NODE_AS: print_type_test(printer, node); break;
    case NODE_TYPE: print_type_form(printer, node); break;
    default: print_operation(printer, node, expected);
    }
}

/* With parentheses where the expression binds less tightly than `lowest`. */
static void print_at(Printer *printer, const Node *node, Precedence lowest, const Type *expected)
{
    bool is_looser = precedence_of(printer, node, expected) < lowest;

    print_text(printer, is_looser ? "(" : "");
    print_bare(printer, node, expected);
    print_text(printer, is_looser ? ")" : "");
}

void print_expression(Printer *printer, const Node *node, const Type *expected)
{
    print_at(printer, node, PRECEDENCE_RANGE, expected);
}
