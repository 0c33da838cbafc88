/* What the files share that infer built-in functions. */
#ifndef N2C_INFER_BUILTIN_H
#define N2C_INFER_BUILTIN_H

#include "infer.h"

/* One use of a built-in. */
typedef struct Use {
    Node **slot;
    Node *node;
    const char *name;
    Node **arguments;
    uint32_t count;
    const Type *hint;
} Use;

/* Infers argument `i` and gives its type. */
const Type *use_argument(Infer *infer, const Use *use, uint32_t i, const Type *hint);
/* "expected a number for argument 1 of 'abs', saw str"; "str has no field 'real'" */
const Type *report_use(Infer *infer, const Use *use, uint32_t i, const char *expected);
Place use_place(const Use *use, uint32_t i);

/* --- infer_number.c: numbers --- */

const Type *rule_abs(Infer *infer, const Use *use);
const Type *rule_extreme(Infer *infer, const Use *use);
const Type *rule_round(Infer *infer, const Use *use);
const Type *rule_floats(Infer *infer, const Use *use);
const Type *rule_float_test(Infer *infer, const Use *use);
const Type *rule_wrap_index(Infer *infer, const Use *use);
const Type *rule_checked_div(Infer *infer, const Use *use);
const Type *rule_part(Infer *infer, const Use *use);
const Type *rule_same(Infer *infer, const Use *use);

/* --- infer_array.c: making arrays, and asking them --- */

/* What the place would like the elements of an array or list to be, or NULL. */
const Type *hinted_element(const Use *use);
const Type *rule_zeros(Infer *infer, const Use *use);
const Type *rule_full(Infer *infer, const Use *use);
const Type *rule_array(Infer *infer, const Use *use);
const Type *rule_copy(Infer *infer, const Use *use);
const Type *rule_size(Infer *infer, const Use *use);
const Type *rule_shape(Infer *infer, const Use *use);

/* --- infer_data_parallel.c: map, reduce and the like --- */

const Type *rule_map(Infer *infer, const Use *use);
const Type *rule_allpairs(Infer *infer, const Use *use);
const Type *rule_filter(Infer *infer, const Use *use);
const Type *rule_reduce(Infer *infer, const Use *use);
const Type *rule_scan(Infer *infer, const Use *use);
const Type *rule_zip(Infer *infer, const Use *use);

/* --- infer_sequence.c: the rules of builtins.def for lists and all that is iterated --- */

const Type *rule_list_of(Infer *infer, const Use *use);
const Type *rule_sum(Infer *infer, const Use *use);
const Type *rule_any(Infer *infer, const Use *use);
const Type *rule_least(Infer *infer, const Use *use);
const Type *rule_sorted(Infer *infer, const Use *use);
const Type *rule_sort_key(Infer *infer, const Use *use);
const Type *rule_sort_by(Infer *infer, const Use *use);
const Type *rule_reversed(Infer *infer, const Use *use);

/* --- infer_iterator.c: ranges and iterators as values --- */

const Type *rule_range(Infer *infer, const Use *use);
const Type *rule_iter(Infer *infer, const Use *use);
const Type *rule_next(Infer *infer, const Use *use);
const Type *rule_enumerate(Infer *infer, const Use *use);
/* What is iterated, inferred, becomes a list where it is an object. */
void make_list_of_object(Infer *infer, Node **slot);

#endif
