/* Slices: low:high:step, clamped to a length. A negative bound does not count from the end. */

//@ nb_slice <stdint.h>
/* Which items of an axis or string: `length` of them from `start` on, `step` apart. */
typedef struct nb_slice {
    int64_t start;
    int64_t length;
    int64_t step;
} nb_slice;

//@ nb_clamp <stdint.h>
/* x, or the end of low..high that lies nearer. */
NB_INLINE int64_t nb_clamp(int64_t x, int64_t low, int64_t high)
{
    return x < low ? low : x > high ? high : x;
}

//@ nb_slice_forward <stdint.h>
/* [low:high:step] of n items; step > 0. A step that leads nowhere is 1, so that it can be
 * multiplied. */
NB_API nb_slice nb_slice_forward(int64_t low, int64_t high, int64_t step, int64_t n)
{
    const int64_t start = nb_clamp(low, 0, n);
    const int64_t end = nb_clamp(high, 0, n);

    if (start >= end) {
        return (nb_slice){0, 0, 1};
    }
    const int64_t length = (end - start - 1) / step + 1;
    return (nb_slice){start, length, length > 1 ? step : 1};
}

//@ nb_slice_backward <stdint.h>
/* [low:high:step] of n items; step < 0. */
NB_API nb_slice nb_slice_backward(int64_t low, int64_t high, int64_t step, int64_t n)
{
    const int64_t start = nb_clamp(low, -1, n - 1);
    const int64_t end = nb_clamp(high, -1, n - 1);

    if (start <= end) {
        return (nb_slice){0, 0, 1};
    }
    const int64_t length = 1 - (start - end - 1) / step;
    return (nb_slice){start, length, length > 1 ? step : 1};
}

//@ nb_slice_of <stdint.h>
/* [low:high:step] of n items; step != 0. */
NB_INLINE nb_slice nb_slice_of(int64_t low, int64_t high, int64_t step, int64_t n)
{
    return step > 0 ? nb_slice_forward(low, high, step, n) : nb_slice_backward(low, high, step, n);
}

//@ nb_slice_from <stdint.h>
/* [low:] of n items. */
NB_INLINE nb_slice nb_slice_from(int64_t low, int64_t n)
{
    return nb_slice_forward(low, n, 1, n);
}

//@ nb_slice_to <stdint.h>
/* [:high] of n items. */
NB_INLINE nb_slice nb_slice_to(int64_t high, int64_t n)
{
    return nb_slice_forward(0, high, 1, n);
}

//@ nb_slice_from_step <stdint.h>
/* [low::step] of n items; step != 0. */
NB_INLINE nb_slice nb_slice_from_step(int64_t low, int64_t step, int64_t n)
{
    return nb_slice_of(low, step > 0 ? n : -1, step, n);
}

//@ nb_slice_to_step <stdint.h>
/* [:high:step] of n items; step != 0. */
NB_INLINE nb_slice nb_slice_to_step(int64_t high, int64_t step, int64_t n)
{
    return nb_slice_of(step > 0 ? 0 : n - 1, high, step, n);
}

//@ nb_slice_step <stdint.h>
/* [::step] of n items; step != 0. */
NB_INLINE nb_slice nb_slice_step(int64_t step, int64_t n)
{
    return nb_slice_of(step > 0 ? 0 : n - 1, step > 0 ? n : -1, step, n);
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
