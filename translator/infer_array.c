/* infer_array: built-in functions that make arrays, and what arrays are asked for. */
#include "infer_builtin.h"

/* --- making arrays --- */

const Type *hinted_element(const Use *use)
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

const Type *rule_zeros(Infer *infer, const Use *use)
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

const Type *rule_full(Infer *infer, const Use *use)
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

    list->type = infer->types->scalar[TYPE_NONE];
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
            found = infer->types->scalar[TYPE_FLOAT64];
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
const Type *rule_array(Infer *infer, const Use *use)
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

/* --- asking arrays --- */

const Type *rule_copy(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    return type->kind == TYPE_ARRAY ? contiguous(infer, type)
                                    : report_use(infer, use, 0, "an array");
}

const Type *rule_size(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    return type->kind == TYPE_ARRAY ? infer->types->scalar[TYPE_INT64]
                                    : report_use(infer, use, 0, "an array");
}

const Type *rule_shape(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);
    Node **axis = &use->arguments[1];

    if (type->kind != TYPE_ARRAY) {
        return report_use(infer, use, 0, "an array");
    }
    infer_expression(infer, axis, infer->types->scalar[TYPE_INT64]);
    Node *value = fold_constant(infer->program, *axis);
    if (value == NULL || value->kind != NODE_INTEGER || value->integer.value >= type->rank) {
        report_error(infer->diagnostics, (*axis)->span, "expected a constant axis from 0 to %d",
                     type->rank - 1);
        return error_type(infer);
    }
    *axis = value;
    return infer->types->scalar[TYPE_INT64];
}
