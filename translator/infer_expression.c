/* Expressions: names, displays, elements, fields, and what may be assigned to. */
#include "infer.h"

const Type *error_type(const Infer *infer)
{
    return infer->types->scalar[TYPE_ERROR];
}

bool is_error(const Type *type)
{
    return type->kind == TYPE_ERROR;
}

static const Type *int64_type(const Infer *infer)
{
    return infer->types->scalar[TYPE_INT64];
}

void infer_place(Infer *infer, Node **slot, const Type *type, Place place)
{
    infer_expression(infer, slot, type);
    coerce(infer, slot, type, place);
}

/* Indices may be of any integer type; a uint64 beyond int64 wraps to a negative one, which is out
 * of range as it is. */
void infer_index(Infer *infer, Node **slot, Place place)
{
    const Type *type = infer_expression(infer, slot, int64_type(infer));

    if (type_is_integer(type) && !must_be_closed(infer)) {
        convert_slot(infer, slot, int64_type(infer));
    } else {
        coerce(infer, slot, int64_type(infer), place);
    }
}

void infer_condition(Infer *infer, Node **slot)
{
    infer_expression(infer, slot, infer->types->scalar[TYPE_BOOL]);
    infer_truth(infer, slot, (Place){"the condition", NULL, 0});
}

/* --- names --- */

static const Type *report_not_value(Infer *infer, const Node *node, const char *what)
{
    report_error(infer->diagnostics, node->span, "'%s' is %s, not a value", node->name.name->text,
                 what);
    return error_type(infer);
}

static const Type *variable_type(Infer *infer, const Node *node)
{
    const Symbol *symbol = node->name.symbol;

    if (symbol->type == NULL) {
        report_error(infer->diagnostics, node->span, "the type of '%s' is not known here",
                     symbol->name->text);
        report_help(infer->diagnostics, "write its type where it is declared");
        return error_type(infer);
    }
    return symbol->type;
}

/* A function whose caller must give it variables cannot be called through a value. */
const Type *function_value_type(Infer *infer, Function *function, Span span)
{
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        if (function->parameters.items[i]->is_reference) {
            report_error(infer->diagnostics, span,
                         "'%s' has a 'ref' parameter, so it can only be called",
                         function->symbol->name->text);
            return error_type(infer);
        }
    }
    return function_type(infer, function, span);
}

/* Of several functions of the name the place tells which one is meant. */
static void settle_by_hint(Infer *infer, Node **slot, const Type *hint)
{
    if (hint != NULL && hint->kind == TYPE_FN) {
        settle_name(infer, slot, hint->arguments, hint->count - 1,
                    hint->arguments[hint->count - 1]);
    } else if (hint == NULL || !is_error(hint)) {
        settle_name(infer, slot, NULL, 0, NULL);
    }
}

static const Type *infer_name(Infer *infer, const Node *node)
{
    Symbol *symbol = node->name.symbol;

    switch (symbol->kind) {
    case SYMBOL_LOCAL:
    case SYMBOL_GLOBAL: return variable_type(infer, node);
    case SYMBOL_CONSTANT: return constant_type(infer, symbol, node->span);
    case SYMBOL_FUNCTION: return function_value_type(infer, symbol->function, node->span);
    case SYMBOL_MODULE: return report_not_value(infer, node, "a module");
    case SYMBOL_STRUCT:
    case SYMBOL_EXCEPTION:
    case SYMBOL_CLASS:
    case SYMBOL_TRAIT:
    case SYMBOL_TYPE_PARAMETER: break;
    }
    return report_not_value(infer, node, "a type");
}

/* x is none */
static const Type *test_for_none(Infer *infer, const Node *node)
{
    const Type *type = node->type_test.operand->type;

    if (type->kind != TYPE_OPTION) {
        report_error(infer->diagnostics, node->span, "expected an option before 'is', saw %s",
                     type_text(infer->types, type));
        return error_type(infer);
    }
    return infer->types->scalar[TYPE_BOOL];
}

static bool is_exception_of(const Type *type, const Type *base)
{
    return base != NULL && base->kind == TYPE_EXCEPTION && type->kind == TYPE_EXCEPTION &&
           exception_is(type->declaration, base->declaration);
}

/* x is none, x as C; an exception as one of its bases */
static const Type *infer_type_test(Infer *infer, Node **slot)
{
    Node *node = *slot;
    const Type *type = infer_expression(infer, &node->type_test.operand, NULL);

    if (is_error(type)) {
        return type;
    }
    if (node->type_test.target == NULL) {
        return test_for_none(infer, node);
    }
    const Type *target = node->type_test.target->type;
    if (target != NULL && target->kind == TYPE_CLASS && type->kind != TYPE_DYN) {
        return infer_class_test(infer, slot);
    }
    if (node->kind == NODE_AS && is_exception_of(type, target)) {
        *slot = node->type_test.operand;
        convert_slot(infer, slot, target);
        return target;
    }
    return infer_dyn_test(infer, node);
}

/* A generic function as a value: what is not written, the place tells. */
static const Type *infer_generic_name(Infer *infer, Node **slot, const Type *hint)
{
    if (hint == NULL || hint->kind != TYPE_FN) {
        return infer_generic_value(infer, slot, NULL, 0, NULL);
    }
    return infer_generic_value(infer, slot, hint->arguments, hint->count - 1,
                               hint->arguments[hint->count - 1]);
}

/* --- displays --- */

static const Type *infer_tuple(Infer *infer, Node *node, const Type *hint)
{
    uint32_t count = node->list.count;
    const Type **items = arena_alloc(&infer->program->scratch, (count + 1) * sizeof *items);
    bool has_hints = hint != NULL && hint->kind == TYPE_TUPLE && hint->count == count;
    bool is_whole = true;

    for (uint32_t i = 0; i < count; i++) {
        infer_expression(infer, &node->list.items[i], has_hints ? hint->arguments[i] : NULL);
        items[i] =
            node->list.items[i]->kind == NODE_NONE
                ? node->list.items[i]->type
                : require_value(infer, node->list.items[i], (Place){"a tuple's item", NULL, 0});
        is_whole = is_whole && !is_error(items[i]);
    }
    return is_whole ? type_tuple(infer->types, items, count) : error_type(infer);
}

/* May the value stand where a dyn, or an option of one, is expected? */
static bool goes_to(const Infer *infer, const Node *value, const Type *to)
{
    if (value->type == to || is_implied(infer, value->type, to)) {
        return true;
    }
    return to->kind == TYPE_OPTION &&
           (value->kind == NODE_NONE || goes_to(infer, value, to->arguments[0]));
}

/* Two values that need not meet elsewhere become the dyn that is expected, or an option of one.
 * False: that is not expected. */
static bool meet_in_dyn(Infer *infer, Node **then, Node **otherwise, const Type *hint)
{
    const Type *held = hint != NULL && hint->kind == TYPE_OPTION ? hint->arguments[0] : hint;

    if (held == NULL || held->kind != TYPE_DYN || (*then)->type == (*otherwise)->type ||
        !goes_to(infer, *then, hint) || !goes_to(infer, *otherwise, hint)) {
        return false;
    }
    coerce(infer, then, hint, (Place){"the value", NULL, 0});
    coerce(infer, otherwise, hint, (Place){"the value", NULL, 0});
    return true;
}

static const Type *infer_conditional(Infer *infer, Node *node, const Type *hint)
{
    Node **then = &node->conditional.then;
    Node **otherwise = &node->conditional.otherwise;

    infer_condition(infer, &node->conditional.condition);
    if (hint == NULL && is_adaptable(*then)) {
        hint = is_adaptable(*otherwise) ? NULL : infer_expression(infer, otherwise, NULL);
    }
    const Type *first = infer_expression(infer, then, hint);
    const Type *second =
        infer_expression(infer, otherwise, hint != NULL ? hint : without_clause(infer, first));
    const Type *common = common_type(infer, first, second);
    if ((common == NULL || common->kind == TYPE_OPTION) &&
        meet_in_dyn(infer, then, otherwise, hint)) {
        return hint;
    }
    if (common == NULL) {
        report_error(infer->diagnostics, node->span, "the two values are of types %s and %s",
                     type_text(infer->types, first), type_text(infer->types, second));
        return error_type(infer);
    }
    convert_slot(infer, then, common);
    convert_slot(infer, otherwise, common);
    return common;
}

/* --- a[i] --- */

static const Type *infer_item(Infer *infer, Node *node)
{
    const Type *tuple = node->index.base->type;
    Node *base = node->index.base;
    Node *value = NULL;

    if (node->index.items.count == 1 && node->index.items.items[0]->kind != NODE_SLICE) {
        infer_expression(infer, &node->index.items.items[0], int64_type(infer));
        value = fold_constant(infer->program, node->index.items.items[0]);
    }
    if (value == NULL || value->kind != NODE_INTEGER) {
        report_error(infer->diagnostics, node->span, "a tuple's index is one integer constant");
        return error_type(infer);
    }
    if (value->integer.value >= tuple->count) {
        report_error(infer->diagnostics, value->span, "index %lld is out of range for %s",
                     (long long)value->integer.value, type_text(infer->types, tuple));
        return error_type(infer);
    }
    uint32_t position = (uint32_t)value->integer.value;
    node->kind = NODE_ITEM;
    node->item.base = base;
    node->item.position = position;
    return tuple->arguments[position];
}

static void infer_bound(Infer *infer, Node **slot)
{
    if (*slot != NULL) {
        infer_index(infer, slot, (Place){"a slice's bound", NULL, 0});
    }
}

/* What counts from the end elsewhere is out of range here. */
static void check_negative(Infer *infer, const Node *index)
{
    if (index->kind == NODE_INTEGER && (int64_t)index->integer.value < 0) {
        report_warning(infer->diagnostics, index->span, "a negative index is out of range");
        report_help(infer->diagnostics, "wrap_index(i, n) counts it from the end");
    }
}

/* Returns how many of the items are slices. */
static uint32_t infer_items(Infer *infer, NodeList *items)
{
    uint32_t slices = 0;

    for (uint32_t i = 0; i < items->count; i++) {
        Node *item = items->items[i];

        if (item->kind == NODE_SLICE) {
            infer_bound(infer, &item->slice.low);
            infer_bound(infer, &item->slice.high);
            infer_bound(infer, &item->slice.step);
            item->type = infer->types->scalar[TYPE_NONE];
            slices++;
        } else {
            infer_index(infer, &items->items[i], (Place){"an index", NULL, 0});
            check_negative(infer, items->items[i]);
        }
    }
    return slices;
}

/* The indices of what has no elements may be of any type. */
static void infer_lost_items(Infer *infer, NodeList *items)
{
    for (uint32_t i = 0; i < items->count; i++) {
        if (items->items[i]->kind != NODE_SLICE) {
            infer_expression(infer, &items->items[i], NULL);
        }
    }
}

static const Type *report_count(Infer *infer, const Node *node, unsigned axes)
{
    report_error(infer->diagnostics, node->span, "expected %s%u ind%s, saw %u",
                 axes == 1 ? "" : "at most ", axes, axes == 1 ? "ex" : "ices",
                 node->index.items.count);
    return error_type(infer);
}

static const Type *infer_element(Infer *infer, Node *node)
{
    const Type *array = node->index.base->type;
    uint32_t count = node->index.items.count;
    uint32_t slices = infer_items(infer, &node->index.items);

    if (count > array->rank) {
        return report_count(infer, node, array->rank);
    }
    if (count == array->rank && slices == 0) {
        return array->arguments[0];
    }
    node->kind = NODE_VIEW;
    return type_array(infer->types, array->arguments[0], (uint16_t)(array->rank - (count - slices)),
                      true);
}

/* An item, or a slice, which is of the sequence's own type. */
static const Type *infer_part(Infer *infer, Node *node, const Type *item)
{
    uint32_t slices = infer_items(infer, &node->index.items);

    if (node->index.items.count != 1) {
        return report_count(infer, node, 1);
    }
    if (slices > 0) {
        node->kind = NODE_VIEW;
        return node->index.base->type;
    }
    return item;
}

static bool is_axis(const Infer *infer, const Node *base)
{
    return base->kind == NODE_FIELD &&
           find_member_builtin(infer, base->field.name, STYLE_AXIS) != BUILTIN_NOT_ONE;
}

/* a.shape[k]: one built-in of two operands. */
static const Type *infer_axis(Infer *infer, Node **slot)
{
    Node *node = *slot;
    Node *field = node->index.base;
    NodeList items = node->index.items;
    Node *builtin = node_new(infer->program, NODE_BUILTIN, node->span);

    builtin->builtin.id = find_member_builtin(infer, field->field.name, STYLE_AXIS);
    LIST_PUSH(&infer->program->arena, &builtin->builtin.arguments, field->field.base);
    for (uint32_t i = 0; i < items.count; i++) {
        LIST_PUSH(&infer->program->arena, &builtin->builtin.arguments, items.items[i]);
    }
    *slot = builtin;
    return infer_builtin(infer, slot, NULL);
}

static const Type *report_no_index(Infer *infer, const Node *node, const Type *base)
{
    report_error(infer->diagnostics, node->span, "%s has no elements to index",
                 type_text(infer->types, base));
    return error_type(infer);
}

static const Type *infer_index_of(Infer *infer, Node **slot)
{
    Node *node = *slot;

    if (is_axis(infer, node->index.base)) {
        const Type *owner = infer_expression(infer, &node->index.base->field.base, NULL);

        if (owner->kind == TYPE_ARRAY) {
            return infer_axis(infer, slot);
        }
    }
    const Type *base = infer_expression(infer, &node->index.base, NULL);
    switch (base->kind) {
    case TYPE_ARRAY: return infer_element(infer, node);
    case TYPE_TUPLE: return infer_item(infer, node);
    case TYPE_STR: return infer_part(infer, node, base);
    case TYPE_BYTES: return infer_part(infer, node, infer->types->scalar[TYPE_UINT8]);
    case TYPE_LIST: return infer_part(infer, node, base->arguments[0]);
    case TYPE_DICT: return infer_dict_item(infer, slot);
    case TYPE_STRUCT:
    case TYPE_DYN:
    case TYPE_CLASS: {
        const Type *type = infer_object_index(infer, slot);

        return type != NULL ? type : report_no_index(infer, node, base);
    }
    default:
        infer_lost_items(infer, &node->index.items);
        return is_error(base) ? base : report_no_index(infer, node, base);
    }
}

/* --- o.f --- */

void exception_fields(Infer *infer, const Symbol *exception, SymbolList *fields)
{
    const Declaration *declaration = exception->declaration;

    if (declaration->is_builtin) {
        return;
    }
    exception_fields(infer, declaration->base, fields);
    for (uint32_t i = 0; i < declaration->fields.count; i++) {
        LIST_PUSH(&infer->program->scratch, fields, declaration->fields.items[i]);
    }
}

static const Type *find_field(Node *node, const SymbolList *fields)
{
    for (uint32_t i = 0; i < fields->count; i++) {
        if (fields->items[i]->name == node->field.name) {
            node->field.position = i;
            return fields->items[i]->type;
        }
    }
    return NULL;
}

static const Type *exception_field(Infer *infer, Node *node, const Symbol *exception)
{
    Names *names = &infer->program->names;
    SymbolList fields = {0};

    if (node->field.name == name_of(names, "message")) {
        node->field.position = FIELD_MESSAGE;
        return infer->types->str;
    }
    if (node->field.name == name_of(names, "cause")) {
        node->field.position = FIELD_CAUSE;
        return type_option(infer->types, builtin_exception(infer->program, "BaseException")->type);
    }
    exception_fields(infer, exception, &fields);
    return find_field(node, &fields);
}

enum { MOST_CANDIDATES = 64 };

/* The fields, or what all values have. Returns how many. */
static size_t collect_candidates(const Infer *infer, const Type *base, const char **candidates)
{
    size_t count = 0;

    if (base->kind == TYPE_STRUCT || base->kind == TYPE_EXCEPTION) {
        const SymbolList *fields = &base->declaration->declaration->fields;

        for (uint32_t i = 0; i < fields->count && count < MOST_CANDIDATES; i++) {
            candidates[count++] = fields->items[i]->name->text;
        }
        return count;
    }
    for (uint32_t i = 0; i < infer->member_count; i++) {
        if (builtin_table[infer->members[i].id].style != STYLE_METHOD) {
            candidates[count++] = infer->members[i].name->text;
        }
    }
    return count;
}

static const Type *report_no_field(Infer *infer, const Node *node, const Type *base)
{
    const char *candidates[MOST_CANDIDATES];

    report_error(infer->diagnostics, member_span(infer, node), "%s has no field '%s'",
                 type_text(infer->types, base), node->field.name->text);
    if (find_member_builtin(infer, node->field.name, STYLE_METHOD) != BUILTIN_NOT_ONE) {
        report_help(infer->diagnostics, "write .%s() to call the method", node->field.name->text);
        return error_type(infer);
    }
    if (suggest_member(infer, node->field.base, node->field.name)) {
        return error_type(infer);
    }
    size_t count = collect_candidates(infer, base, candidates);
    const char *nearest = nearest_name(node->field.name->text, candidates, count);
    if (nearest != NULL) {
        report_help(infer->diagnostics, "did you mean '%s'?", nearest);
    }
    return error_type(infer);
}

/* a.size, z.real: a built-in of one operand. */
static const Type *infer_builtin_field(Infer *infer, Node **slot, BuiltinId id)
{
    Node *node = *slot;
    Node *base = node->field.base;

    node->kind = NODE_BUILTIN;
    node->builtin.id = id;
    node->builtin.arguments = (NodeList){0};
    node->builtin.element = NULL;
    LIST_PUSH(&infer->program->arena, &node->builtin.arguments, base);
    return infer_builtin(infer, slot, NULL);
}

static const Type *infer_field(Infer *infer, Node **slot)
{
    Node *node = *slot;
    const Type *base = NULL;
    const Type *found = NULL;

    if (node->field.base->kind == NODE_TYPE) {
        return infer_member_of_type(infer, slot);
    }
    base = infer_expression(infer, &node->field.base, NULL);
    if (is_error(base)) {
        return base;
    }
    if (base->kind == TYPE_CLASS) {
        return infer_class_member(infer, node);
    }
    if (base->kind == TYPE_STRUCT) {
        found = find_field(node, &base->declaration->declaration->fields);
    } else if (base->kind == TYPE_EXCEPTION) {
        found = exception_field(infer, node, base->declaration);
    } else {
        BuiltinId id = find_member_builtin(infer, node->field.name, STYLE_FIELD);

        if (id != BUILTIN_NOT_ONE) {
            return infer_builtin_field(infer, slot, id);
        }
        if (is_axis(infer, node)) {
            report_error(infer->diagnostics, node->span, "'%s' needs an axis",
                         node->field.name->text);
            report_help(infer->diagnostics, "write .%s[0]", node->field.name->text);
            return error_type(infer);
        }
    }
    return found != NULL ? found : report_no_field(infer, node, base);
}

/* --- places that are assigned to --- */

static bool is_loop_variable(const Infer *infer, const Symbol *symbol)
{
    for (const Loop *loop = infer->loop; loop != NULL; loop = loop->outer) {
        if (loop->symbol == symbol) {
            return true;
        }
    }
    return false;
}

static bool report_fixed(Infer *infer, const Node *node, const Symbol *symbol)
{
    const char *name = symbol->name->text;

    if (symbol->kind == SYMBOL_CONSTANT) {
        report_error(infer->diagnostics, node->span, "cannot assign to the constant '%s'", name);
    } else if (symbol->kind != SYMBOL_LOCAL) {
        report_error(infer->diagnostics, node->span, "cannot assign to the function '%s'", name);
    } else if (is_loop_variable(infer, symbol)) {
        report_error(infer->diagnostics, node->span, "cannot assign to the loop variable '%s'",
                     name);
        report_help(infer->diagnostics, "use a while loop, or a var of its own");
    } else {
        report_error(infer->diagnostics, node->span, "cannot assign to '%s'", name);
        report_help(infer->diagnostics,
                    symbol->is_fixed ? "write 'var %s = %s' before it, and change that"
                                     : "declare it with 'var'",
                    name, name);
    }
    return false;
}

static bool check_name_target(Infer *infer, const Node *node)
{
    Symbol *symbol = node->name.symbol;
    bool is_variable =
        symbol->kind == SYMBOL_GLOBAL ||
        (symbol->kind == SYMBOL_LOCAL && (symbol->is_mutable || symbol->is_parameter));

    if (!is_variable) {
        return report_fixed(infer, node, symbol);
    }
    symbol->is_assigned = true;
    return true;
}

/* A field of a method's self that is a copy: nobody would see it change. */
static bool check_own_copy(Infer *infer, const Node *node)
{
    const Function *method = infer->function;
    bool is_copy = method != NULL && function_is_method(method) && method->parameters.count > 0 &&
                   node->name.symbol == method->parameters.items[0] &&
                   !node->name.symbol->is_reference;

    if (is_copy) {
        report_error(infer->diagnostics, node->span, "'%s' would change its own copy of 'self'",
                     method->symbol->name->text);
        report_help(infer->diagnostics, "write 'ref self'");
    }
    return !is_copy;
}

static bool report_text_target(Infer *infer, const Node *node)
{
    report_error(infer->diagnostics, node->span, "%s cannot be changed",
                 node->index.base->type->kind == TYPE_BYTES ? "bytes" : "a str");
    return false;
}

static bool report_slice_target(Infer *infer, const Node *node)
{
    report_error(infer->diagnostics, node->span,
                 "expected a variable, an element or a field after 'ref', saw a slice");
    return false;
}

/* Elements of arrays and fields of exceptions are reached through a reference: whether the
 * variable that holds it may be assigned does not matter. */
static bool check_target(Infer *infer, const Node *target)
{
    const Node *node = target;

    while (node->kind == NODE_FIELD && node->field.base->type->kind == TYPE_STRUCT) {
        node = node->field.base;
    }
    switch (node->kind) {
    case NODE_NAME:
        return (node == target || check_own_copy(infer, node)) && check_name_target(infer, node);
    case NODE_INDEX:
        return !type_is_text(node->index.base->type) || report_text_target(infer, node);
    case NODE_FIELD:
        if (node->field.position < FIELD_MESSAGE) {
            return true;
        }
        report_error(infer->diagnostics, node->span, "an exception's %s cannot be changed",
                     node->field.name->text);
        return false;
    case NODE_VIEW:
        return type_is_text(node->type) ? report_text_target(infer, node)
                                        : report_slice_target(infer, node);
    case NODE_ITEM:
        report_error(infer->diagnostics, node->span, "a tuple cannot be changed");
        return false;
    default:
        report_error(infer->diagnostics, node->span, "this cannot be assigned to");
        return false;
    }
}

const Type *infer_target(Infer *infer, Node **slot)
{
    const Type *type = infer_expression(infer, slot, NULL);

    return is_error(type) || check_target(infer, *slot) ? type : error_type(infer);
}

/* --- all expressions --- */

static const Type *report_misplaced(Infer *infer, const Node *node, const char *what,
                                    const char *where)
{
    report_error(infer->diagnostics, node->span, "%s stands only in %s", what, where);
    return error_type(infer);
}

static const Type *infer_lambda_for(Infer *infer, Node *node, const Type *hint)
{
    const SymbolList *parameters = &node->function->parameters;

    if (hint != NULL && hint->kind == TYPE_FN) {
        return infer_lambda(infer, node, hint->arguments, hint->count - 1,
                            hint->arguments[hint->count - 1]);
    }
    for (uint32_t i = 0; hint != NULL && is_error(hint) && i < parameters->count; i++) {
        if (parameters->items[i]->type == NULL) {
            parameters->items[i]->type = hint;
        }
    }
    return infer_lambda(infer, node, NULL, 0, NULL);
}

static const Type *report_stray_reference(Infer *infer, Node *node)
{
    infer_expression(infer, &node->unary.operand, NULL);
    report_error(infer->diagnostics, node->span,
                 "'ref' stands only before the argument for a 'ref' parameter");
    return error_type(infer);
}

static bool heeds_option(const Node *node)
{
    return node->kind == NODE_CONDITIONAL ||
           (node->kind == NODE_BUILTIN &&
            (node->builtin.id == BUILTIN_NOTHING || node->builtin.id == BUILTIN_CAUGHT));
}

/* What an option's value would like is what the option holds; `none`, `vacant()`, what was caught
 * and a choice heed it all. */
static const Type *hint_of_value(const Node *node, const Type *hint)
{
    bool is_option = hint != NULL && hint->kind == TYPE_OPTION;

    return is_option && !heeds_option(node) ? hint->arguments[0] : hint;
}

static const Type *type_of(Infer *infer, Node **slot, const Type *hint)
{
    Node *node = *slot;

    if (hint != NULL && is_error(hint) && waits_for_place(node)) {
        return hint; /* the mistake that leaves its place without a type is told */
    }
    hint = hint_of_value(node, hint);
    switch (node->kind) {
    case NODE_INTEGER:
    case NODE_FLOAT:
    case NODE_IMAGINARY:
    case NODE_STRING:
    case NODE_BOOL:
    case NODE_NONE: return infer_literal(infer, slot, hint);
    case NODE_NAME:
        settle_by_hint(infer, slot, hint);
        node = *slot;
        return node->type != NULL          ? node->type
               : is_generic_function(node) ? infer_generic_name(infer, slot, hint)
                                           : infer_name(infer, node);
    case NODE_UNARY: return infer_unary(infer, slot, hint);
    case NODE_BINARY: return infer_binary(infer, slot, hint);
    case NODE_CHAIN: return infer_chain(infer, node);
    case NODE_CONDITIONAL: return infer_conditional(infer, node, hint);
    case NODE_CALL: return infer_call(infer, slot, hint);
    case NODE_BUILTIN: return infer_builtin(infer, slot, hint);
    case NODE_CONVERT: return infer_convert(infer, slot);
    case NODE_CONSTRUCT: return infer_construct(infer, node);
    case NODE_INDEX:
        return is_generic_function(node) ? infer_generic_name(infer, slot, hint)
                                         : infer_index_of(infer, slot);
    case NODE_FIELD:
        settle_by_hint(infer, slot, hint);
        return node->type != NULL ? node->type : infer_field(infer, slot);
    case NODE_METHOD: return infer_method(infer, slot);
    case NODE_TUPLE: return infer_tuple(infer, node, hint);
    case NODE_LIST: return infer_list_display(infer, node, hint);
    case NODE_SET: return infer_set_display(infer, node, hint);
    case NODE_DICT: return infer_dict_display(infer, node, hint);
    case NODE_LAMBDA: return infer_lambda_for(infer, node, hint);
    case NODE_REFERENCE: return report_stray_reference(infer, node);
    case NODE_BIND: return infer_bind(infer, node);
    case NODE_IS:
    case NODE_AS: return infer_type_test(infer, slot);
    case NODE_RANGE: return report_misplaced(infer, node, "a range", "'for'");
    case NODE_SLICE: return report_misplaced(infer, node, "a slice", "brackets");
    default: return report_misplaced(infer, node, "this", "a statement");
    }
}

void note_closures(Infer *infer)
{
    infer->program->has_closures = true;
    if (infer->function != NULL) {
        infer->function->has_closures = true;
    }
}

/* Which later passes are concerned with the function. */
static void note_use(Infer *infer, const Node *node)
{
    if (node->type->kind == TYPE_FN) {
        note_closures(infer);
    }
    if (infer->function != NULL && node_is_data_parallel(node)) {
        infer->function->has_array_loops = true;
    }
}

const Type *infer_expression(Infer *infer, Node **slot, const Type *hint)
{
    if ((*slot)->type == NULL) {
        const Type *type = type_of(infer, slot, hint);

        (*slot)->type = type;
        if (hint != NULL && hint->kind == TYPE_FN) {
            (void)take_clause(infer, *slot, hint);
        }
    }
    note_use(infer, *slot);
    return (*slot)->type;
}
