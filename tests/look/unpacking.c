/* ---- module unpacking ---- */

int64_t unpacking_gcd(int64_t a, int64_t b);
void unpacking_reverse(nb_array_float64_1d xs);

/* Raises nothing. */
int64_t unpacking_gcd(int64_t a, int64_t b)
{
    while (b != 0) {
        const int64_t new_a = b;
        const int64_t new_b = nb_modulo_int64(a, b);

        a = new_a;
        b = new_b;
    }
    return a;
}

/* Raises nothing. */
void unpacking_reverse(nb_array_float64_1d xs)
{
    const int64_t n = xs.shape[0];
    const int64_t stop = n / 2;

    for (int64_t i = 0; i < stop; i++) {
        const double new_item = xs.data[n - 1 - i];
        const double new_item_1 = xs.data[i];

        xs.data[i] = new_item;
        xs.data[n - 1 - i] = new_item_1;
    }
}
