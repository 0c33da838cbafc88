/* Built-in functions, methods and fields: one small function for each rule of builtins.def. */
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

/* What arguments that must be of one type may be. */
typedef struct Kind {
    const char *what; /* "a number or a str" */
    bool (*holds)(const Type *type);
} Kind;

/* Joins the type of argument `i` to `common`; NULL after a diagnostic. */
static const Type *unify_argument(Infer *infer, const Use *use, uint32_t i, Kind kind,
                                  const Type *common, const Type *hint)
{
    const Type *type = use_argument(infer, use, i, common != NULL ? common : hint);
    const Type *joined = common == NULL ? type : common_type(infer, common, type);

    if (!is_error(type) && !kind.holds(type)) {
        report_use(infer, use, i, kind.what);
        return NULL;
    }
    if (joined == NULL) {
        report_use(infer, use, i, type_text(infer->types, common));
    }
    return joined;
}

/* Arguments of one type: literals take the type of the first that is none. */
static const Type *unify_arguments(Infer *infer, const Use *use, Kind kind, const Type *hint)
{
    const Type *common = NULL;

    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < use->count; i++) {
            if (round == 0 && is_adaptable(use->arguments[i])) {
                continue;
            }
            common = unify_argument(infer, use, i, kind, common, hint);
            if (common == NULL) {
                return error_type(infer);
            }
        }
    }
    for (uint32_t i = 0; i < use->count; i++) {
        convert_slot(infer, &use->arguments[i], common);
    }
    return common;
}

/* --- numbers --- */

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

static const Type *rule_abs(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, use->hint);

    if (!type_is_numeric(type)) {
        return report_use(infer, use, 0, "a number");
    }
    return scalar_class(type) == CLASS_COMPLEX ? complex_part(infer->types, type) : type;
}

static bool is_ordered(const Type *type)
{
    return (type_is_numeric(type) && scalar_class(type) != CLASS_COMPLEX) || type_is_text(type);
}

/* min(a, b), or min(xs). */
static const Type *rule_extreme(Infer *infer, const Use *use)
{
    if (use->count == 1) {
        return rule_least(infer, use);
    }
    return unify_arguments(infer, use, (Kind){"a number or a str", is_ordered}, use->hint);
}

/* round(n) of an integer is n. */
static const Type *rule_round(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    if (use->count == 1 && type_is_integer(type)) {
        *use->slot = use->arguments[0];
        return type;
    }
    if (!type_is_float(type)) {
        return report_use(infer, use, 0, "a float");
    }
    if (use->count == 1) {
        return scalar(infer, TYPE_INT64);
    }
    infer_index(infer, &use->arguments[1], use_place(use, 1));
    return type;
}

static bool is_real(const Type *type)
{
    return type_is_integer(type) || type_is_float(type);
}

static const Type *float_arguments(Infer *infer, const Use *use)
{
    const Type *hint = use->hint != NULL && type_is_float(use->hint) ? use->hint : NULL;
    const Type *type = unify_arguments(infer, use, (Kind){"a float", is_real},
                                       hint != NULL ? hint : scalar(infer, TYPE_FLOAT64));

    if (is_error(type) || type_is_float(type)) {
        return type;
    }
    if (infer->program->is_strict) {
        return report_use(infer, use, 0, "a float");
    }
    for (uint32_t i = 0; i < use->count; i++) {
        convert_slot(infer, &use->arguments[i], scalar(infer, TYPE_FLOAT64));
    }
    return scalar(infer, TYPE_FLOAT64);
}

static const Type *rule_floats(Infer *infer, const Use *use)
{
    return float_arguments(infer, use);
}

static const Type *rule_float_test(Infer *infer, const Use *use)
{
    const Type *type = float_arguments(infer, use);

    return is_error(type) ? type : scalar(infer, TYPE_BOOL);
}

static const Type *rule_wrap_index(Infer *infer, const Use *use)
{
    infer_index(infer, &use->arguments[0], use_place(use, 0));
    infer_index(infer, &use->arguments[1], use_place(use, 1));
    return scalar(infer, TYPE_INT64);
}

static const Type *rule_checked_div(Infer *infer, const Use *use)
{
    return float_arguments(infer, use);
}

static const Type *rule_part(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    return scalar_class(type) == CLASS_COMPLEX ? complex_part(infer->types, type)
                                               : report_use(infer, use, 0, "a complex number");
}

static const Type *rule_same(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    return scalar_class(type) == CLASS_COMPLEX ? type
                                               : report_use(infer, use, 0, "a complex number");
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
    infer_object_text(infer, &use->arguments[i]);
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

/* str(s) of a str is s, str(none) is "None". */
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

/* --- making arrays --- */

static const Type *hinted_element(const Use *use)
{
    bool has_elements =
        use->hint != NULL && (use->hint->kind == TYPE_ARRAY || use->hint->kind == TYPE_LIST);

    return has_elements ? use->hint->arguments[0] : NULL;
}

static const Type *sized_array(Infer *infer, const Use *use, const Type *element, uint32_t axes)
{
    for (uint32_t i = 0; i < axes; i++) {
        infer_index(infer, &use->arguments[i], use_place(use, i));
    }
    if (axes > MOST_AXES) {
        report_error(infer->diagnostics, use->node->span, "an array has at most %d axes",
                     MOST_AXES);
        return error_type(infer);
    }
    if (element == NULL || is_error(element)) {
        return error_type(infer);
    }
    use->node->builtin.element = element;
    return type_array(infer->types, element, (uint16_t)axes, false);
}

/* What zeroed memory is a value of. */
static bool has_zero(const Type *type)
{
    return type->kind != TYPE_FN && type->kind != TYPE_EXCEPTION;
}

static const Type *rule_zeros(Infer *infer, const Use *use)
{
    const Type *element = use->node->builtin.element;

    if (element == NULL) {
        element = hinted_element(use);
    }
    if (element == NULL) {
        report_error(infer->diagnostics, use->node->span, "the element type of '%s' is not known",
                     use->name);
        report_help(infer->diagnostics, "write %s[float64](…)", use->name);
    } else if (!has_zero(element)) {
        report_error(infer->diagnostics, use->node->span, "%s has no zero value",
                     type_text(infer->types, element));
        element = NULL;
    }
    return sized_array(infer, use, element, use->count);
}

static const Type *rule_full(Infer *infer, const Use *use)
{
    const Type *element = use->node->builtin.element;
    uint32_t last = use->count - 1;

    if (element == NULL) {
        const Type *hint = hinted_element(use);
        const Type *type = use_argument(infer, use, last, hint);

        element = hint != NULL ? hint : type;
    }
    infer_place(infer, &use->arguments[last], element, use_place(use, last));
    return sized_array(infer, use, element, last);
}

/* What is known of a display while its elements are read. */
typedef struct Display {
    const Type *element; /* the common type so far, or NULL */
    const Type *hint;
    uint32_t axes;
    bool is_converted; /* some elements have another type than the common one */
} Display;

static uint32_t display_axes(const Node *list)
{
    uint32_t axes = 0;

    while (list->kind == NODE_LIST) {
        axes++;
        if (list->list.count == 0) {
            break;
        }
        list = list->list.items[0];
    }
    return axes;
}

static bool report_uneven(Infer *infer, const Node *node)
{
    report_error(infer->diagnostics, node->span, "the rows of an array have one length");
    return false;
}

static bool read_element(Infer *infer, Node **slot, Display *display)
{
    infer_expression(infer, slot, display->hint);
    const Type *type = require_value(infer, *slot, (Place){"an element", NULL, 0});
    const Type *common =
        display->element == NULL ? type : common_type(infer, display->element, type);

    if (common == NULL) {
        report_error(infer->diagnostics, (*slot)->span, "expected %s for an element, saw %s",
                     type_text(infer->types, display->element), type_text(infer->types, type));
        return false;
    }
    display->is_converted |= display->element != NULL && common != display->element;
    display->is_converted |= type != common;
    display->element = common;
    return !is_error(type);
}

static bool read_row(Infer *infer, Node *list, Display *display, uint32_t depth)
{
    uint32_t length = UINT32_MAX;

    list->type = scalar(infer, TYPE_NONE);
    for (uint32_t i = 0; i < list->list.count; i++) {
        Node *item = list->list.items[i];

        if ((item->kind == NODE_LIST) != (depth < display->axes)) {
            return report_uneven(infer, item);
        }
        if (item->kind != NODE_LIST) {
            if (!read_element(infer, &list->list.items[i], display)) {
                return false;
            }
            continue;
        }
        if ((length != UINT32_MAX && item->list.count != length) ||
            !read_row(infer, item, display, depth + 1)) {
            return length != UINT32_MAX && item->list.count != length ? report_uneven(infer, item)
                                                                      : false;
        }
        length = item->list.count;
    }
    return true;
}

static void convert_row(Infer *infer, Node *list, const Type *element)
{
    for (uint32_t i = 0; i < list->list.count; i++) {
        if (list->list.items[i]->kind == NODE_LIST) {
            convert_row(infer, list->list.items[i], element);
        } else {
            coerce(infer, &list->list.items[i], element, (Place){"an element", NULL, 0});
        }
    }
}

/* A display of literals only takes the type of its float elements. */
static const Type *literal_element(Infer *infer, const Node *list, const Type *found)
{
    for (uint32_t i = 0; i < list->list.count && found == NULL; i++) {
        const Node *item = list->list.items[i];

        if (item->kind == NODE_LIST) {
            found = literal_element(infer, item, found);
        } else if (item->kind == NODE_FLOAT) {
            found = scalar(infer, TYPE_FLOAT64);
        }
    }
    return found;
}

static const Type *display_type(Infer *infer, const Use *use)
{
    Node *list = use->arguments[0];
    const Type *wanted = hinted_element(use);
    Display display = {.hint = wanted, .axes = display_axes(list)};

    if (wanted == NULL) {
        display.hint = literal_element(infer, list, NULL);
    } else if (wanted->kind == TYPE_DYN || wanted->kind == TYPE_CLASS) {
        display.element = wanted; /* of which the elements may be several kinds */
    }
    if (display.axes > MOST_AXES || !read_row(infer, list, &display, 1)) {
        return error_type(infer);
    }
    if (wanted != NULL && display.element != wanted) {
        display.element = wanted;
        display.is_converted = true;
    }
    if (display.element == NULL) {
        report_error(infer->diagnostics, use->node->span,
                     "the element type of an empty array is not known");
        report_help(infer->diagnostics, "write zeros[float64](0)");
        return error_type(infer);
    }
    if (display.is_converted) {
        convert_row(infer, list, display.element);
    }
    use->node->builtin.element = display.element;
    list->type = type_array(infer->types, display.element, (uint16_t)display.axes, false);
    return list->type;
}

static const Type *contiguous(Infer *infer, const Type *array)
{
    return type_array(infer->types, array->arguments[0], array->rank, false);
}

/* array(a) of an array is a copy. */
static const Type *rule_array(Infer *infer, const Use *use)
{
    if (use->arguments[0]->kind == NODE_LIST) {
        return display_type(infer, use);
    }
    const Type *type = use_argument(infer, use, 0, NULL);
    if (type->kind == TYPE_LIST) {
        return type_array(infer->types, type->arguments[0], 1, false);
    }
    if (type->kind != TYPE_ARRAY) {
        return report_use(infer, use, 0, "a display like [1.0, 2.0]");
    }
    use->node->builtin.id = BUILTIN_COPY;
    return contiguous(infer, type);
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

/* --- asking arrays --- */

static const Type *rule_copy(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    return type->kind == TYPE_ARRAY ? contiguous(infer, type)
                                    : report_use(infer, use, 0, "an array");
}

static const Type *rule_size(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    return type->kind == TYPE_ARRAY ? scalar(infer, TYPE_INT64)
                                    : report_use(infer, use, 0, "an array");
}

static const Type *rule_shape(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);
    Node **axis = &use->arguments[1];

    if (type->kind != TYPE_ARRAY) {
        return report_use(infer, use, 0, "an array");
    }
    infer_expression(infer, axis, scalar(infer, TYPE_INT64));
    Node *value = fold_constant(infer->program, *axis);
    if (value == NULL || value->kind != NODE_INTEGER || value->integer.value >= type->rank) {
        report_error(infer->diagnostics, (*axis)->span, "expected a constant axis from 0 to %d",
                     type->rank - 1);
        return error_type(infer);
    }
    *axis = value;
    return scalar(infer, TYPE_INT64);
}

/* --- data-parallel operations --- */

/* The element type of a list or an array of one axis; NULL after a diagnostic. */
/* An object, a dict or a set becomes a list of what it gives. */
static void collect_items(Infer *infer, Node **slot)
{
    make_list_of_object(infer, slot);
    if ((*slot)->type->kind == TYPE_DICT || (*slot)->type->kind == TYPE_SET) {
        const Type *list = type_list(infer->types, (*slot)->type->arguments[0]);

        make_list(infer, slot, list);
        (void)infer_expression(infer, slot, list);
    }
}

static const Type *elements(Infer *infer, const Use *use, uint32_t i)
{
    const Type *type = use_argument(infer, use, i, NULL);

    if (type->kind == TYPE_CLASS || type->kind == TYPE_DICT || type->kind == TYPE_SET) {
        collect_items(infer, &use->arguments[i]);
        type = use->arguments[i]->type;
    }
    if (type->kind == TYPE_LIST || (type->kind == TYPE_ARRAY && type->rank == 1)) {
        return type->arguments[0];
    }
    report_use(infer, use, i, "a list or an array of one axis");
    return NULL;
}

/* What an operation on `source` gives: a list for a list, an array of one axis for an array. */
static const Type *sequence_like(Infer *infer, const Node *source, const Type *element)
{
    return source->type->kind == TYPE_LIST ? type_list(infer->types, element)
                                           : type_array(infer->types, element, 1, false);
}

/* The sequence of what a function gives; of several axes always an array. */
static const Type *sequence_of_results(Infer *infer, const Use *use, const Type *function,
                                       uint16_t rank)
{
    if (is_error(function)) {
        return function;
    }
    const Type *result = function->arguments[function->count - 1];
    if (result->kind == TYPE_NONE) {
        report_error(infer->diagnostics, use->arguments[0]->span,
                     "the function of '%s' gives no value", use->name);
        return error_type(infer);
    }
    if (is_error(result) || rank == 1) {
        return is_error(result) ? result : sequence_like(infer, use->arguments[1], result);
    }
    return type_array(infer->types, result, rank, false);
}

static const Type *rule_over(Infer *infer, const Use *use, uint16_t rank)
{
    uint32_t arrays = use->count - 1;
    const Type **parameters =
        arena_alloc(&infer->program->scratch, (arrays + 1) * sizeof *parameters);
    bool is_known = true;

    for (uint32_t i = 0; i < arrays; i++) {
        parameters[i] = elements(infer, use, i + 1);
        is_known = is_known && parameters[i] != NULL;
    }
    if (!is_known) {
        return error_type(infer);
    }
    const Type *function = infer_callable(infer, &use->arguments[0], parameters, arrays,
                                          hinted_element(use), use_place(use, 0));
    return sequence_of_results(infer, use, function, rank);
}

static const Type *rule_map(Infer *infer, const Use *use)
{
    return rule_over(infer, use, 1);
}

static const Type *rule_allpairs(Infer *infer, const Use *use)
{
    return rule_over(infer, use, 2);
}

static const Type *rule_filter(Infer *infer, const Use *use)
{
    const Type *element = elements(infer, use, 1);

    if (element == NULL) {
        return error_type(infer);
    }
    infer_callable(infer, &use->arguments[0], &element, 1, scalar(infer, TYPE_BOOL),
                   use_place(use, 0));
    return sequence_like(infer, use->arguments[1], element);
}

/* What the function of a reduction says about its accumulator, or NULL: a lambda that leaves it
 * out, or a generic function. */
static const Type *declared_accumulator(Infer *infer, const Use *use)
{
    const Node *function = use->arguments[0];

    if (function->kind == NODE_LAMBDA) {
        const SymbolList *parameters = &function->function->parameters;

        return parameters->count > 0 ? parameters->items[0]->type : NULL;
    }
    if (is_generic_function(function)) {
        return NULL;
    }
    const Type *type = use_argument(infer, use, 0, NULL);
    return type->kind == TYPE_FN && type->count > 1 ? type->arguments[0] : NULL;
}

/* The accumulator's type of reduce and scan. */
static const Type *accumulate(Infer *infer, const Use *use)
{
    const Type *element = elements(infer, use, 1);
    const Type *accumulator = declared_accumulator(infer, use);

    if (accumulator == NULL) {
        accumulator = use_argument(infer, use, 2, element);
    } else {
        infer_place(infer, &use->arguments[2], accumulator, use_place(use, 2));
    }
    if (element == NULL) {
        return error_type(infer);
    }
    const Type *const parameters[] = {accumulator, element};
    infer_callable(infer, &use->arguments[0], parameters, 2, accumulator, use_place(use, 0));
    return accumulator;
}

static const Type *rule_reduce(Infer *infer, const Use *use)
{
    return accumulate(infer, use);
}

static const Type *rule_scan(Infer *infer, const Use *use)
{
    const Type *type = accumulate(infer, use);

    return is_error(type) ? type : sequence_like(infer, use->arguments[1], type);
}

static const Type *rule_zip(Infer *infer, const Use *use)
{
    const Type *items[] = {elements(infer, use, 0), elements(infer, use, 1)};

    if (items[0] == NULL || items[1] == NULL) {
        return error_type(infer);
    }
    return sequence_like(infer, use->arguments[0], type_tuple(infer->types, items, 2));
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
