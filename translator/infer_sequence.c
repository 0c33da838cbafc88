/* infer_sequence: built-in functions of whatever can be iterated: list, sum, any, all, min and max
 * of one argument, sorted, reversed. */
#include "infer_builtin.h"

/* The argument; what an object gives becomes a list. */
static const Type *collected_argument(Infer *infer, const Use *use)
{
    use_argument(infer, use, 0, NULL);
    make_list_of_object(infer, &use->arguments[0]);
    return use->arguments[0]->type;
}

/* What the argument gives when it is iterated. */
static const Type *items_of(Infer *infer, const Use *use)
{
    (void)collected_argument(infer, use);
    return iterated_type(infer, use->arguments[0]);
}

/* list[float64](xs) promotes numbers, in closed IR too: it says so. */
static bool becomes_item(Infer *infer, const Type *item, const Type *wanted)
{
    bool are_numbers = type_is_numeric(item) && type_is_numeric(wanted);

    return (are_numbers ? common_numeric(infer, item, wanted) : common_type(infer, item, wanted)) ==
           wanted;
}

/* list(xs), list[float64](xs): the items may be promoted. */
const Type *rule_list_of(Infer *infer, const Use *use)
{
    const Type *item = items_of(infer, use);
    const Type *wanted = use->node->builtin.element;

    if (wanted == NULL && use->hint != NULL && use->hint->kind == TYPE_LIST) {
        wanted = use->hint->arguments[0];
    }
    if (is_error(item)) {
        return item;
    }
    if (wanted != NULL && !becomes_item(infer, item, wanted)) {
        report_error(infer->diagnostics, use->node->span, "a list of %s cannot be made of %s",
                     type_text(infer->types, wanted),
                     type_text(infer->types, use->arguments[0]->type));
        return error_type(infer);
    }
    use->node->builtin.element = wanted != NULL ? wanted : item;
    return type_list(infer->types, use->node->builtin.element);
}

/* Integers are added as 64 bits. */
const Type *rule_sum(Infer *infer, const Use *use)
{
    const Type *item = items_of(infer, use);

    if (is_error(item)) {
        return item;
    }
    switch (scalar_class(item)) {
    case CLASS_SIGNED: return infer->types->scalar[TYPE_INT64];
    case CLASS_UNSIGNED: return infer->types->scalar[TYPE_UINT64];
    case CLASS_FLOAT:
    case CLASS_COMPLEX: return item;
    default: return report_use(infer, use, 0, "numbers");
    }
}

/* any(xs), all(xs) */
const Type *rule_any(Infer *infer, const Use *use)
{
    const Type *item = items_of(infer, use);

    if (is_error(item) || item->kind == TYPE_BOOL) {
        return item;
    }
    return report_use(infer, use, 0, "bools");
}

static bool is_sequence(const Type *type)
{
    return type->kind == TYPE_LIST || (type->kind == TYPE_ARRAY && type->rank == 1);
}

/* min(xs), max(xs) */
const Type *rule_least(Infer *infer, const Use *use)
{
    (void)use_argument(infer, use, 0, NULL);
    collect_items(infer, &use->arguments[0]);
    const Type *type = use->arguments[0]->type;
    if (!is_sequence(type)) {
        return report_use(infer, use, 0, "a list or several values");
    }
    if (!is_comparable(infer, type->arguments[0], true)) {
        return report_use(infer, use, 0, "items that have an order");
    }
    if (type->kind == TYPE_LIST && is_ordered_by_method(infer, type->arguments[0])) {
        return sort_content(infer, use->slot,
                            use->node->builtin.id == BUILTIN_MIN ? "list_least" : "list_greatest");
    }
    return type->arguments[0];
}

/* --- sorting --- */

/* What may stand in the place of an item when it is sorted: the item, or its key. */
static bool check_order(Infer *infer, const Use *use, const Type *type)
{
    if (is_error(type) || is_comparable(infer, type, true)) {
        return true;
    }
    report_error(infer->diagnostics, use->node->span, "%s has no order",
                 type_text(infer->types, type));
    return false;
}

/* The arguments `key` and `reverse`; gives the key's type or TYPE_ERROR. */
static const Type *infer_key(Infer *infer, const Use *use, const Type *item)
{
    const Type *function =
        infer_callable(infer, &use->arguments[1], &item, 1, NULL, use_place(use, 1));

    if (use->count > 2) {
        infer_place(infer, &use->arguments[2], infer->types->scalar[TYPE_BOOL], use_place(use, 2));
    }
    const Type *key = is_error(function) ? function : function->arguments[function->count - 1];
    return check_order(infer, use, key) ? key : error_type(infer);
}

/* Keys that have methods for `<` are sorted by functions of their own. */
static const Type *sort_result(Infer *infer, const Use *use, const Type *key, const Type *result)
{
    bool is_sorted = use->node->builtin.id == BUILTIN_SORTED;

    if (is_error(key) || !is_ordered_by_method(infer, key)) {
        return is_error(key) ? key : result;
    }
    if (use->arguments[0]->type->kind != TYPE_LIST) {
        make_list(infer, &use->arguments[0], result);
    }
    return sort_content(infer, use->slot,
                        !is_sorted       ? "list_sort_by"
                        : use->count > 1 ? "list_sorted_by"
                                         : "list_sorted");
}

const Type *rule_sorted(Infer *infer, const Use *use)
{
    const Type *item = items_of(infer, use);

    if (is_error(item)) {
        return item;
    }
    const Type *key = use->count > 1                  ? infer_key(infer, use, item)
                      : check_order(infer, use, item) ? item
                                                      : error_type(infer);
    return sort_result(infer, use, key, type_list(infer->types, item));
}

/* xs.sort(key), xs.sort(key, reverse) */
const Type *rule_sort_key(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    if (type->kind != TYPE_LIST) {
        return report_use(infer, use, 0, "a list");
    }
    const Type *key = infer_key(infer, use, type->arguments[0]);
    return sort_result(infer, use, key, infer->types->scalar[TYPE_NONE]);
}

/* sort_by(xs, keys, reverse) */
const Type *rule_sort_by(Infer *infer, const Use *use)
{
    const Type *list = use_argument(infer, use, 0, NULL);
    const Type *keys = use_argument(infer, use, 1, NULL);

    infer_place(infer, &use->arguments[2], infer->types->scalar[TYPE_BOOL], use_place(use, 2));
    if (list->kind != TYPE_LIST || keys->kind != TYPE_LIST) {
        return report_use(infer, use, list->kind != TYPE_LIST ? 0 : 1, "a list");
    }
    return check_order(infer, use, keys->arguments[0]) ? infer->types->scalar[TYPE_NONE]
                                                       : error_type(infer);
}

const Type *rule_reversed(Infer *infer, const Use *use)
{
    const Type *item = items_of(infer, use);

    if (is_error(item)) {
        return item;
    }
    const Type *list = type_list(infer->types, item);
    make_list(infer, &use->arguments[0], list);
    return use_argument(infer, use, 0, list);
}
