/* infer_data_parallel: map, filter, reduce, scan, zip and allpairs, of arrays and lists. */
#include "infer_builtin.h"

/* The element type of a list or an array of one axis; NULL after a diagnostic. */
static const Type *elements(Infer *infer, const Use *use, uint32_t i)
{
    (void)use_argument(infer, use, i, NULL);
    collect_items(infer, &use->arguments[i]);
    const Type *type = use->arguments[i]->type;
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

const Type *rule_map(Infer *infer, const Use *use)
{
    return rule_over(infer, use, 1);
}

const Type *rule_allpairs(Infer *infer, const Use *use)
{
    return rule_over(infer, use, 2);
}

const Type *rule_filter(Infer *infer, const Use *use)
{
    const Type *element = elements(infer, use, 1);

    if (element == NULL) {
        return error_type(infer);
    }
    infer_callable(infer, &use->arguments[0], &element, 1, infer->types->scalar[TYPE_BOOL],
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

const Type *rule_reduce(Infer *infer, const Use *use)
{
    return accumulate(infer, use);
}

const Type *rule_scan(Infer *infer, const Use *use)
{
    const Type *type = accumulate(infer, use);

    return is_error(type) ? type : sequence_like(infer, use->arguments[1], type);
}

const Type *rule_zip(Infer *infer, const Use *use)
{
    const Type *items[] = {elements(infer, use, 0), elements(infer, use, 1)};

    if (items[0] == NULL || items[1] == NULL) {
        return error_type(infer);
    }
    return sequence_like(infer, use->arguments[0], type_tuple(infer->types, items, 2));
}
