/* Comparison by functions, for the templates. */

//@ each $T $C: bool bool, int8 int8_t, int16 int16_t, int32 int32_t, int64 int64_t,
//@     uint8 uint8_t, uint16 uint16_t, uint32 uint32_t, uint64 uint64_t, float32 float,
//@     float64 double
//@ nb_equal_$T <stdbool.h> <stdint.h>
/* a == b */
NB_INLINE bool nb_equal_$T($C a, $C b)
{
    return a == b;
}

//@ nb_less_$T <stdbool.h> <stdint.h>
/* a < b */
NB_INLINE bool nb_less_$T($C a, $C b)
{
    return a < b;
}

//@ end
//@ nb_less_str <stdbool.h>
/* a < b */
NB_INLINE bool nb_less_str(nb_str a, nb_str b)
{
    return nb_str_compare(a, b) < 0;
}
