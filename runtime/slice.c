/* Slices: low:high:step, clamped to a length. A negative bound does not count from the end. */

//@ nb_slice <stdint.h>
/* low:high:step as it is written, of a sequence of any length. */
typedef struct nb_slice {
    int64_t low;
    int64_t high;
    int64_t step; /* not 0 */
} nb_slice;

//@ nb_slice_of
/* [low:high:step] */
NB_INLINE nb_slice nb_slice_of(int64_t low, int64_t high, int64_t step)
{
    return (nb_slice){low, high, step};
}

//@ nb_slice_between
/* [low:high] */
NB_INLINE nb_slice nb_slice_between(int64_t low, int64_t high)
{
    return (nb_slice){low, high, 1};
}

//@ nb_slice_from <stdint.h>
/* [low:] */
NB_INLINE nb_slice nb_slice_from(int64_t low)
{
    return (nb_slice){low, INT64_MAX, 1};
}

//@ nb_slice_to
/* [:high] */
NB_INLINE nb_slice nb_slice_to(int64_t high)
{
    return (nb_slice){0, high, 1};
}

//@ nb_slice_from_step <stdint.h>
/* [low::step] */
NB_INLINE nb_slice nb_slice_from_step(int64_t low, int64_t step)
{
    return (nb_slice){low, step > 0 ? INT64_MAX : -1, step};
}

//@ nb_slice_to_step <stdint.h>
/* [:high:step] */
NB_INLINE nb_slice nb_slice_to_step(int64_t high, int64_t step)
{
    return (nb_slice){step > 0 ? 0 : INT64_MAX, high, step};
}

//@ nb_slice_step <stdint.h>
/* [::step] */
NB_INLINE nb_slice nb_slice_step(int64_t step)
{
    return (nb_slice){step > 0 ? 0 : INT64_MAX, step > 0 ? INT64_MAX : -1, step};
}

//@ nb_items <stdint.h>
/* Which items of a sequence a slice takes: `length` of them from `start` on, `step` apart. */
typedef struct nb_items {
    int64_t start;
    int64_t length;
    int64_t step;
} nb_items;

//@ nb_clamp <stdint.h>
/* x, or the end of low..high that lies nearer. */
NB_INLINE int64_t nb_clamp(int64_t x, int64_t low, int64_t high)
{
    return x < low ? low : x > high ? high : x;
}

//@ nb_slice_items <stdint.h>
/* The items that a slice takes of n. A step that leads nowhere is 1, so that it can be multiplied.
 */
NB_INLINE nb_items nb_slice_items(nb_slice slice, int64_t n)
{
    const int64_t first = slice.step > 0 ? 0 : -1;
    const int64_t start = nb_clamp(slice.low, first, n + first);
    const int64_t end = nb_clamp(slice.high, first, n + first);

    if (slice.step > 0 ? start >= end : start <= end) {
        return (nb_items){0, 0, 1};
    }
    const int64_t length = slice.step > 0 ? (end - start - 1) / slice.step + 1
                                          : 1 - (start - end - 1) / slice.step;
    return (nb_items){start, length, length > 1 ? slice.step : 1};
}

//@ nb_range_length <stdint.h>
/* How many numbers low..high holds, `step` apart; step != 0. INT64_MAX where there are more. */
NB_API int64_t nb_range_length(int64_t low, int64_t high, int64_t step)
{
    if (step > 0 ? low >= high : low <= high) {
        return 0;
    }
    const uint64_t distance = step > 0 ? (uint64_t)high - (uint64_t)low
                                       : (uint64_t)low - (uint64_t)high;
    const uint64_t gap = step > 0 ? (uint64_t)step : 0 - (uint64_t)step;
    const uint64_t length = (distance - 1) / gap + 1;
    return length <= INT64_MAX ? (int64_t)length : INT64_MAX;
}

//@ nb_items_between <stdint.h>
/* The items from `low` to before `high` of `length`, clamped; of none, `start` tells where they
 * would stand. */
NB_API nb_items nb_items_between(int64_t low, int64_t high, int64_t length)
{
    const int64_t start = nb_clamp(low, 0, length);
    const int64_t end = nb_clamp(high, 0, length);

    return (nb_items){start, end > start ? end - start : 0, 1};
}
