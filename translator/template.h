/* Templates: the files in templates/, C text with holes that is instantiated per type. An instance
 * has type arguments (the element of a list; the key and the value of a dict) and an array's rank.
 * Shared by embed.c and runtime.c.
 *
 * A capital letter is of the first type argument, the small one of the second:
 *
 *     $E  its short name: int64           $T  its C type: int64_t, nb_list_str *
 *     $W  the function that writes it: $W(out, x)
 *     $Q  is it equal? $Q(a, b)           $L  is it less? $L(a, b)
 *     $H  its hash under a seed: $H(seed, x)
 *     $S  are they one key? $S(a, b): equal, or both NaN
 *     $K  gives it with one more owner: $K(x)
 *     $D  gives up an owner of what is in a place: $D(ctx, &x)
 *     $N  raises KeyError of a key that only methods can show: $N(ctx, x)
 *     $C  there only where $H is called with the context in front; $X the same of $S
 *     $V  the type as the IR writes it, there only where leak reports tell types
 *
 * A function that the type has no need of is left out: without $K, `$K(x)` is x.
 *
 *     $(D … $)   what stands between only where there is $D; $(!D … $) only where there is none;
 *                $(D|d … $) where there is $D or $d.
 *                In lines of their own the marks leave no line behind; the space behind `$(D` is
 *                the mark's.
 *     $p, $P     the short name and the C type of the tuple of both arguments
 *     $R         the rank
 *     $[ … $]    repeated for each axis, $I its number */
#ifndef N2C_TEMPLATE_H
#define N2C_TEMPLATE_H

/* The holes that functions fill, in the order of RuntimePart's bits. */
#define FUNCTION_HOLES "WQLHSKDCXNVwqlhskdcxnv"

enum {
    FUNCTION_HOLE_COUNT = sizeof FUNCTION_HOLES - 1,
    MOST_TYPE_ARGUMENTS = 2,
    PAIR_ARGUMENT = 2
};

#endif
