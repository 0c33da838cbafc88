/* Finding text in strings. */

//@ nb_str_starts_with <stdbool.h> <stdint.h>
/* Does the string begin with `part`? */
NB_API bool nb_str_starts_with(nb_str s, nb_str part)
{
    return s.size >= part.size && nb_compare_bytes(s.data, part.data, part.size) == 0;
}

//@ nb_str_ends_with <stdbool.h> <stdint.h>
/* Does the string end with `part`? */
NB_API bool nb_str_ends_with(nb_str s, nb_str part)
{
    return s.size >= part.size &&
           nb_compare_bytes(s.data + (s.size - part.size), part.data, part.size) == 0;
}
