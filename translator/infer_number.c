/* infer_number: built-in functions of numbers, and min and max of several values. */
#include "infer_builtin.h"

/* What arguments that must be of one type may be. */
typedef struct Kind {
    const char *what; /* "a float" */
    bool (*holds)(Infer *infer, const Type *type);
} Kind;

/* Joins the type of argument `i` to `common`; NULL after a diagnostic. */
static const Type *unify_argument(Infer *infer, const Use *use, uint32_t i, Kind kind,
                                  const Type *common, const Type *hint)
{
    const Type *type = use_argument(infer, use, i, common != NULL ? common : hint);
    const Type *joined = common == NULL ? type : common_type(infer, common, type);

    if (!is_error(type) && !kind.holds(infer, type)) {
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

const Type *rule_abs(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, use->hint);

    if (!type_is_numeric(type)) {
        return report_use(infer, use, 0, "a number");
    }
    return scalar_class(type) == CLASS_COMPLEX ? complex_part(infer->types, type) : type;
}

static bool is_ordered(Infer *infer, const Type *type)
{
    return is_comparable(infer, type, true);
}

static bool has_native_order(const Type *type)
{
    return (type_is_numeric(type) && scalar_class(type) != CLASS_COMPLEX) || type_is_text(type);
}

/* min(a, b, c) of other values is least(least(a, b), c). */
static const Type *call_extreme(Infer *infer, const Use *use)
{
    const char *name = use->node->builtin.id == BUILTIN_MIN ? "least" : "greatest";
    Node *found = use->arguments[0];
    const Type *type = found->type;

    for (uint32_t i = 1; i < use->count; i++) {
        NodeList arguments = {0};

        LIST_PUSH(&infer->program->arena, &arguments, found);
        LIST_PUSH(&infer->program->arena, &arguments, use->arguments[i]);
        found = use->node;
        type = call_object_function(infer, &found, name, arguments);
    }
    *use->slot = found;
    return type;
}

/* min(a, b), or min(xs). */
const Type *rule_extreme(Infer *infer, const Use *use)
{
    if (use->count == 1) {
        return rule_least(infer, use);
    }
    const Type *type =
        unify_arguments(infer, use, (Kind){"values that have an order", is_ordered}, use->hint);
    return is_error(type) || has_native_order(type) ? type : call_extreme(infer, use);
}

/* round(n) of an integer is n. */
const Type *rule_round(Infer *infer, const Use *use)
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
        return infer->types->scalar[TYPE_INT64];
    }
    infer_index(infer, &use->arguments[1], use_place(use, 1));
    return type;
}

static bool is_real(Infer *infer, const Type *type)
{
    (void)infer;
    return type_is_integer(type) || type_is_float(type);
}

static const Type *float_arguments(Infer *infer, const Use *use)
{
    const Type *hint = use->hint != NULL && type_is_float(use->hint) ? use->hint : NULL;
    const Type *type = unify_arguments(infer, use, (Kind){"a float", is_real},
                                       hint != NULL ? hint : infer->types->scalar[TYPE_FLOAT64]);

    if (is_error(type) || type_is_float(type)) {
        return type;
    }
    if (must_be_closed(infer)) {
        return report_use(infer, use, 0, "a float");
    }
    for (uint32_t i = 0; i < use->count; i++) {
        convert_slot(infer, &use->arguments[i], infer->types->scalar[TYPE_FLOAT64]);
    }
    return infer->types->scalar[TYPE_FLOAT64];
}

const Type *rule_floats(Infer *infer, const Use *use)
{
    return float_arguments(infer, use);
}

const Type *rule_float_test(Infer *infer, const Use *use)
{
    const Type *type = float_arguments(infer, use);

    return is_error(type) ? type : infer->types->scalar[TYPE_BOOL];
}

const Type *rule_wrap_index(Infer *infer, const Use *use)
{
    infer_index(infer, &use->arguments[0], use_place(use, 0));
    infer_index(infer, &use->arguments[1], use_place(use, 1));
    return infer->types->scalar[TYPE_INT64];
}

const Type *rule_checked_div(Infer *infer, const Use *use)
{
    return float_arguments(infer, use);
}

const Type *rule_part(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    return scalar_class(type) == CLASS_COMPLEX ? complex_part(infer->types, type)
                                               : report_use(infer, use, 0, "a complex number");
}

const Type *rule_same(Infer *infer, const Use *use)
{
    const Type *type = use_argument(infer, use, 0, NULL);

    return scalar_class(type) == CLASS_COMPLEX ? type
                                               : report_use(infer, use, 0, "a complex number");
}
