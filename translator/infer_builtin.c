/* Built-in functions, methods and fields: one small function for each rule of builtins.def. Those
 * of numbers, arrays, sequences and iterators have files of their own. */
#include "infer_builtin.h"
#include "class.h"
#include "key_type.h"

BuiltinId find_member_builtin(const Infer *infer, const Name *name, BuiltinStyle style)
{
    for (uint32_t i = 0; i < infer->member_count; i++) {
        const Member *member = &infer->members[i];

        if (member->name == name && builtin_table[member->id].style == style) {
            return member->id;
        }
    }
    return BUILTIN_NOT_ONE;
}

static const Type *scalar(const Infer *infer, TypeKind kind)
{
    return infer->types->scalar[kind];
}

Place use_place(const Use *use, uint32_t i)
{
    return (Place){"argument", use->name, i + 1};
}

const Type *use_argument(Infer *infer, const Use *use, uint32_t i, const Type *hint)
{
    return infer_expression(infer, &use->arguments[i], hint);
}

const Type *report_use(Infer *infer, const Use *use, uint32_t i, const char *expected)
{
    const Node *node = use->arguments[i];
    BuiltinStyle style = builtin_table[use->node->builtin.id].style;
    const char *type = type_text(infer->types, node->type);

    if (is_error(node->type)) {
        return node->type;
    }
    if (i == 0 && (style == STYLE_FIELD || style == STYLE_AXIS || style == STYLE_METHOD)) {
        report_error(infer->diagnostics, use->node->span, "%s has no %s '%s'", type,
                     style == STYLE_METHOD ? "method" : "field", use->name);
    } else {
        report_error(infer->diagnostics, node->span, "expected %s for argument %u of '%s', saw %s",
                     expected, i + 1, use->name, type);
    }
    return error_type(infer);
}

/* --- objects and containers --- */

static const Type *rule_len(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    if (may_have_methods(type) && infer_object_builtin(infer, &use->arguments[0], "__len__")) {
        *use->slot = use->arguments[0];
        return (*use->slot)->type;
    }
    return type->kind == TYPE_ARRAY || type_is_text(type) || type_is_container(type)
               ? scalar(infer, TYPE_INT64)
               : report_use(infer, use, 0, "an array, a container or a str");
}

static bool is_reference(const Type *type)
{
    return type->kind == TYPE_DYN ||
           type_is_reference(type->kind == TYPE_OPTION ? type->arguments[0] : type);
}

/* Two references, to what one type can hold. */
static const Type *rule_identical(Infer *infer, const Use *use)
{
    const Type *first = use_argument(infer, use, 0, NULL);
    const Type *second = use_argument(infer, use, 1, first);

    for (uint32_t i = 0; i < 2; i++) {
        const Type *type = use->arguments[i]->type;

        if (!is_error(type) && !is_reference(type)) {
            return report_use(infer, use, i, "an object or a container");
        }
    }
    const Type *common = common_type(infer, first, second);
    if (common == NULL) {
        return report_use(infer, use, 1, type_text(infer->types, first));
    }
    convert_slot(infer, &use->arguments[0], common);
    convert_slot(infer, &use->arguments[1], common);
    return scalar(infer, TYPE_BOOL);
}

/* --- text --- */

/* `none` has a text; a call that gives nothing is a mistake. */
static bool printable_argument(Infer *infer, const Use *use, uint32_t i)
{
    use_argument(infer, use, i, NULL);
    if (use->arguments[i]->kind == NODE_CALL || use->arguments[i]->kind == NODE_BUILTIN) {
        require_value(infer, use->arguments[i], use_place(use, i));
    }
    infer_object_text(infer, &use->arguments[i], false);
    bool is_good = is_printable(infer, use->arguments[i]->type);
    if (!is_good) {
        report_use(infer, use, i, "something printable");
    }
    return is_good;
}

static const Type *rule_print(Infer *infer, const Use *use)
{
    for (uint32_t i = 0; i < use->count; i++) {
        printable_argument(infer, use, i);
    }
    return scalar(infer, TYPE_NONE);
}

/* e.message */
static Node *message_of(Infer *infer, Node *exception)
{
    Node *message = node_new(infer->program, NODE_FIELD, exception->span);

    message->type = infer->types->str;
    message->field.base = exception;
    message->field.name = name_of(&infer->program->names, "message");
    message->field.position = FIELD_MESSAGE;
    return message;
}

/* str(s) of a str is s, of an exception its message, str(none) is "None". */
static const Type *rule_str(Infer *infer, const Use *use)
{
    Node *value = use->arguments[0];

    if (!printable_argument(infer, use, 0)) {
        return error_type(infer);
    }
    if (value->kind == NODE_NONE) {
        value->kind = NODE_STRING;
        value->string.bytes = "None";
        value->string.size = 4;
        value->type = infer->types->str;
    }
    if (use->arguments[0]->type->kind == TYPE_STR) {
        *use->slot = use->arguments[0];
    } else if (use->arguments[0]->type->kind == TYPE_EXCEPTION) {
        *use->slot = message_of(infer, use->arguments[0]);
    }
    return infer->types->str;
}

static const Type *rule_ord(Infer *infer, const Use *use)
{
    infer_place(infer, &use->arguments[0], infer->types->str, use_place(use, 0));
    return scalar(infer, TYPE_INT64);
}

static const Type *rule_chr(Infer *infer, const Use *use)
{
    infer_index(infer, &use->arguments[0], use_place(use, 0));
    return infer->types->str;
}

static const Type *rule_format(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    return type->kind == TYPE_STR ? infer_format(infer, use->node)
                                  : report_use(infer, use, 0, "a str");
}

static void search_effect(Node **slot, void *data)
{
    const Node *node = *slot;
    bool *found = data;

    *found |= node->kind == NODE_CALL || node->kind == NODE_CONSTRUCT ||
              (node->kind == NODE_BUILTIN && builtin_table[node->builtin.id].effect >= EFFECT_CALL);
    if (!*found) {
        node_children(*slot, search_effect, data);
    }
}

/* A value whose type is known by itself is evaluated only for its effect. */
static const Type *rule_type_name(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);
    bool has_effect = false;

    search_effect(&use->arguments[0], &has_effect);
    if (has_effect && type->kind != TYPE_CLASS && type->kind != TYPE_DYN &&
        type->kind != TYPE_EXCEPTION && type->kind != TYPE_NONE && !is_error(type)) {
        return call_object_function(infer, use->slot, "name_of_type", use->node->builtin.arguments);
    }
    return infer->types->str;
}

/* --- keys --- */

/* The hash of an object is what its __hash__ gives. */
static const Type *rule_hash(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);
    const Type *unfit =
        type->kind == TYPE_NONE || type->kind == TYPE_DYN ? type : key_type_unfit(type);

    if (may_have_methods(type) && infer_object_builtin(infer, &use->arguments[0], "__hash__")) {
        *use->slot = use->arguments[0];
        coerce(infer, use->slot, scalar(infer, TYPE_INT64), (Place){"a hash", NULL, 0});
        return (*use->slot)->type;
    }
    if (unfit != NULL) {
        report_unfit_hash(infer->program, use->node->span, type, unfit);
        return error_type(infer);
    }
    note_hashed(infer, type);
    return scalar(infer, TYPE_INT64);
}

/* entry_number(k) */
static const Type *rule_entry(Infer *infer, const Use *use)
{
    const Node *name = use->arguments[0];
    bool is_entry = name->kind == NODE_NAME && name->name.symbol->is_entry &&
                    name->name.symbol->owner == infer->function;

    use_argument(infer, use, 0, NULL);
    return is_entry ? infer->types->scalar[TYPE_INT64]
                    : report_use(infer, use, 0, "the variable of a loop over a dict or set");
}

/* --- options --- */

static const Type *rule_value(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    return type->kind == TYPE_OPTION ? type->arguments[0] : report_use(infer, use, 0, "an option");
}

/* --- cells --- */

/* infer_let marks the cells that stand where they may. */
static const Type *rule_cell(Infer *infer, const Use *use)
{
    if ((use->node->flags & FLAG_ESCAPES) == 0) {
        report_error(infer->diagnostics, use->node->span,
                     "'%s' stands only behind 'var x =', for a variable that closures share",
                     use->name);
        return error_type(infer);
    }
    return use->count > 0      ? use_argument(infer, use, 0, use->hint)
           : use->hint != NULL ? use->hint
                               : error_type(infer);
}

/* --- checks, which the order pass makes --- */

static const Type *rule_check(Infer *infer, const Use *use)
{
    const Type *first = use_argument(infer, use, 0, NULL);

    for (uint32_t i = 1; i < use->count; i++) {
        use_argument(infer, use, i, first);
    }
    return scalar(infer, TYPE_NONE);
}

/* --- who owns what --- */

static const Type *rule_owned(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, use->hint);

    return type_is_managed(type) ? type : report_use(infer, use, 0, "a value with memory");
}

static const Type *rule_nothing(Infer *infer, const Use *use)
{
    if (use->hint == NULL) {
        report_error(infer->diagnostics, use->node->span,
                     "'vacant()' must stand where a type is expected");
        return error_type(infer);
    }
    return use->hint;
}

/* release(ref n): of a cell, not of what it holds. */
static const Type *release_cell(Infer *infer, const Use *use)
{
    Node *reference = use->arguments[0];
    const Node *name = reference->unary.operand;

    reference->type = infer_expression(infer, &reference->unary.operand, NULL);
    return name->kind == NODE_NAME && name->name.symbol->is_cell
               ? scalar(infer, TYPE_NONE)
               : report_use(infer, use, 0, "a cell");
}

static const Type *rule_release(Infer *infer, const Use *use)
{
    if (use->arguments[0]->kind == NODE_REFERENCE) {
        return release_cell(infer, use);
    }
    return is_error(rule_owned(infer, use)) ? error_type(infer) : scalar(infer, TYPE_NONE);
}

/* caught_exception() is of the type that its place has; the others are given what it gave. */
static const Type *rule_caught(Infer *infer, const Use *use)
{
    const Type *type = use->count > 0 ? use_argument(infer, use, 0, use->hint)
                       : use->hint != NULL
                           ? use->hint
                           : builtin_exception(infer->program, "BaseException")->type;
    const Type *held = type->kind == TYPE_OPTION ? type->arguments[0] : type;

    if (held->kind != TYPE_EXCEPTION && !is_error(held)) {
        report_error(infer->diagnostics, use->node->span, "expected an exception, saw %s",
                     type_text(infer->types, type));
        return error_type(infer);
    }
    return use->node->builtin.id == BUILTIN_RESUME ? scalar(infer, TYPE_NONE) : type;
}

/* --- what types are made of --- */

static const Type *field_asked_for(Infer *infer, const Use *use)
{
    const Type *element = use->node->builtin.element;

    if (element == NULL) {
        report_error(infer->diagnostics, use->node->span, "the type of the field is not known");
        report_help(infer->diagnostics, "write %s[float64](…)", use->name);
        return error_type(infer);
    }
    return element;
}

static const Type *rule_reflect(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    if (use->count > 1) {
        infer_place(infer, &use->arguments[1], infer->types->str, use_place(use, 1));
    }
    if (type->kind != TYPE_STRUCT && type->kind != TYPE_CLASS) {
        return report_use(infer, use, 0, "a struct or an object");
    }
    const Declaration *declaration = type->declaration->declaration;
    const Declaration *root = type->kind == TYPE_CLASS ? root_class(declaration) : declaration;

    root->symbol->declaration->is_reflected =
        true; /* an object may be of any class of the family */
    switch (use->node->builtin.id) {
    case BUILTIN_FIELD_TYPE:
    case BUILTIN_METHOD_TYPE: return infer->types->str;
    case BUILTIN_GET_FIELD: return field_asked_for(infer, use);
    case BUILTIN_HAS_TRAIT: return infer->types->scalar[TYPE_BOOL];
    default: return type_list(infer->types, infer->types->str);
    }
}

static const Type *rule_method(Infer *infer, const Use *use)
{
    return infer_content_method(infer, use->slot, infer_method_row(infer, use->node));
}

/* --- all --- */

static const Type *(*const rules[])(Infer *infer, const Use *use) = {
    [RULE_LEN] = rule_len,
    [RULE_ABS] = rule_abs,
    [RULE_EXTREME] = rule_extreme,
    [RULE_ROUND] = rule_round,
    [RULE_PRINT] = rule_print,
    [RULE_STR] = rule_str,
    [RULE_ORD] = rule_ord,
    [RULE_CHR] = rule_chr,
    [RULE_FORMAT] = rule_format,
    [RULE_HASH] = rule_hash,
    [RULE_TYPE_NAME] = rule_type_name,
    [RULE_WRAP_INDEX] = rule_wrap_index,
    [RULE_CHECKED_DIV] = rule_checked_div,
    [RULE_ZEROS] = rule_zeros,
    [RULE_FULL] = rule_full,
    [RULE_ARRAY] = rule_array,
    [RULE_COPY] = rule_copy,
    [RULE_SHAPE] = rule_shape,
    [RULE_SIZE] = rule_size,
    [RULE_PART] = rule_part,
    [RULE_SAME] = rule_same,
    [RULE_IDENTICAL] = rule_identical,
    [RULE_MAP] = rule_map,
    [RULE_REDUCE] = rule_reduce,
    [RULE_FILTER] = rule_filter,
    [RULE_SCAN] = rule_scan,
    [RULE_ZIP] = rule_zip,
    [RULE_ALLPAIRS] = rule_allpairs,
    [RULE_FLOATS] = rule_floats,
    [RULE_FLOAT_TEST] = rule_float_test,
    [RULE_OWNED] = rule_owned,
    [RULE_NOTHING] = rule_nothing,
    [RULE_RELEASE] = rule_release,
    [RULE_CAUGHT] = rule_caught,
    [RULE_CHECK] = rule_check,
    [RULE_VALUE] = rule_value,
    [RULE_CELL] = rule_cell,
    [RULE_METHOD] = rule_method,
    [RULE_LIST_OF] = rule_list_of,
    [RULE_SUM] = rule_sum,
    [RULE_ANY] = rule_any,
    [RULE_SORTED] = rule_sorted,
    [RULE_SORT_KEY] = rule_sort_key,
    [RULE_SORT_BY] = rule_sort_by,
    [RULE_REVERSED] = rule_reversed,
    [RULE_REFLECT] = rule_reflect,
    [RULE_RANGE] = rule_range,
    [RULE_ITER] = rule_iter,
    [RULE_NEXT] = rule_next,
    [RULE_ENUMERATE] = rule_enumerate,
    [RULE_ENTRY] = rule_entry,
};

static const Type *report_builtin_count(Infer *infer, const Use *use, const Builtin *builtin)
{
    const char *bound = builtin->fewest == builtin->most ? ""
                        : use->count < builtin->fewest   ? "at least "
                                                         : "at most ";
    unsigned expected = use->count < builtin->fewest ? builtin->fewest : builtin->most;

    report_error(infer->diagnostics, use->node->span, "expected %s%u argument%s for '%s', saw %u",
                 bound, expected, expected == 1 ? "" : "s", builtin->name, use->count);
    for (uint32_t i = 0; i < use->count; i++) {
        if (use->arguments[i]->kind != NODE_LAMBDA && use->arguments[i]->kind != NODE_LIST) {
            use_argument(infer, use, i, NULL);
        }
    }
    return error_type(infer);
}

const Type *infer_builtin(Infer *infer, Node **slot, const Type *hint)
{
    Node *node = *slot;
    const Builtin *builtin = &builtin_table[node->builtin.id];
    Use use = {
        slot, node, builtin->name, node->builtin.arguments.items, node->builtin.arguments.count,
        hint};

    if (use.count < builtin->fewest || (builtin->most != ANY && use.count > builtin->most)) {
        return report_builtin_count(infer, &use, builtin);
    }
    return rules[builtin->rule](infer, &use);
}
