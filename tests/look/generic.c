/* ---- types ---- */

/* Two things of any types. */
typedef struct Pair_int32_float64 {
    int32_t first;
    double second;
} Pair_int32_float64;

/* Two things of any types. */
typedef struct Pair_float64_int32 {
    double first;
    int32_t second;
} Pair_float64_int32;

/* ---- module generic ---- */

double generic_span(double a, double b, int32_t n, int32_t m);
int64_t generic_total_cells(nb_array_float64_2d a);

/* The larger of the two. Raises nothing. */
static double largest_float64(double a, double b)
{
    return b > a ? b : a;
}

/* The larger of the two. Raises nothing. */
static int32_t largest_int32(int32_t a, int32_t b)
{
    return b > a ? b : a;
}

/* Raises nothing. */
static Pair_float64_int32 swapped_int32_float64(Pair_int32_float64 p)
{
    return (Pair_float64_int32){p.second, p.first};
}

/* Raises nothing. */
static double twice(double x)
{
    return x + x;
}

/* The sum of all elements, whatever the number of axes. Raises nothing. */
static int64_t cells_float64_2(nb_array_float64_2d a)
{
    return nb_array_float64_2d_size(a) * 2;
}

/* Raises nothing. */
double generic_span(double a, double b, int32_t n, int32_t m)
{
    const Pair_float64_int32 ends =
        swapped_int32_float64((Pair_int32_float64){n, largest_float64(a, b)});

    return ends.first + (double)largest_int32(n, m) + twice(a);
}

/* Raises nothing. */
int64_t generic_total_cells(nb_array_float64_2d a)
{
    return cells_float64_2(a);
}
