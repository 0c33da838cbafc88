/* The sizes of arrays, and their text: what does not depend on the element's type. */

//@ NB_LONGEST_AXIS
/* No axis of an array, and no array, has more elements. */
#define NB_LONGEST_AXIS ((int64_t)1 << 56)

//@ nb_array_count <stdint.h>
/* How many elements an array of that shape has. Raises ValueError for a negative size and
 * MemoryError where the product of the sizes, zeros left out, is too large. */
NB_API nb_status nb_array_count(nb_context *ctx, const int64_t *shape, int rank, int64_t *count)
{
    int64_t product = 1;

    *count = 1;
    for (int axis = 0; axis < rank; axis++) {
        if (shape[axis] < 0) {
            return nb_raise_here(ctx, &nb_ValueError, "negative dimensions are not allowed");
        }
        if (shape[axis] > NB_LONGEST_AXIS / product) {
            return nb_raise_here(ctx, &nb_MemoryError, "array is too big");
        }
        product *= shape[axis] > 0 ? shape[axis] : 1;
        *count *= shape[axis] > 0;
    }
    *count *= product;
    return NB_OK;
}
