/* ---- types ---- */

/* A place in space. */
typedef struct Point {
    double x, y;
} Point;

typedef struct Segment {
    Point start, end;
    nb_str name;
} Segment;

typedef struct nb_tuple_int64_int64 {
    int64_t item_0, item_1;
} nb_tuple_int64_int64;

typedef struct nb_tuple_int64_str {
    int64_t item_0;
    nb_str item_1;
} nb_tuple_int64_str;

/* ---- runtime for these types ---- */

/* Writes the value as repr shows it. */
static void nb_write_Point(nb_writer *out, Point x)
{
    nb_write_literal(out, "Point(x=");
    nb_write_float64(out, x.x);
    nb_write_literal(out, ", y=");
    nb_write_float64(out, x.y);
    nb_write_literal(out, ")");
}

/* Writes the value as repr shows it. */
static void nb_write_Segment(nb_writer *out, Segment x)
{
    nb_write_literal(out, "Segment(start=");
    nb_write_Point(out, x.start);
    nb_write_literal(out, ", end=");
    nb_write_Point(out, x.end);
    nb_write_literal(out, ", name=");
    nb_write_str(out, x.name);
    nb_write_literal(out, ")");
}

/* Prints the value, and what comes after it. */
static void nb_print_Segment(Segment x, const char *after)
{
    nb_writer out = nb_standard_output();

    nb_write_Segment(&out, x);
    nb_write_literal(&out, after);
}

/* Prints the value, and what comes after it. */
static void nb_print_Point(Point x, const char *after)
{
    nb_writer out = nb_standard_output();

    nb_write_Point(&out, x);
    nb_write_literal(&out, after);
}

/* Are all their parts equal? */
static inline bool Point_equal(Point a, Point b)
{
    return a.x == b.x && a.y == b.y;
}

/* Writes the value as repr shows it. */
static void nb_write_tuple_int64_str(nb_writer *out, nb_tuple_int64_str x)
{
    nb_write_literal(out, "(");
    nb_write_int64(out, x.item_0);
    nb_write_literal(out, ", ");
    nb_write_str(out, x.item_1);
    nb_write_literal(out, ")");
}

/* Prints the value, and what comes after it. */
static void nb_print_tuple_int64_str(nb_tuple_int64_str x, const char *after)
{
    nb_writer out = nb_standard_output();

    nb_write_tuple_int64_str(&out, x);
    nb_write_literal(&out, after);
}

/* ---- module values ---- */

/* A place in values.ir, for tracebacks. */
#define NB_AT(function, line) (&(nb_frame){function, "values.ir", line})

/* Raises nothing. */
static Point middle(Segment s)
{
    return (Point){(s.start.x + s.end.x) / 2.0, (s.start.y + s.end.y) / 2.0};
}

/* Quotient and remainder. Raises ZeroDivisionError. */
NB_CHECKED static nb_status divide(nb_context *ctx, int64_t a, int64_t b,
                                   nb_tuple_int64_int64 *result)
{
    if (b == 0) {
        return nb_raise(ctx, &nb_ZeroDivisionError, "integer division or modulo by zero",
                        NB_AT("divide", 17));
    }
    *result = (nb_tuple_int64_int64){nb_floor_divide_int64(a, b), nb_modulo_int64(a, b)};
    return NB_OK;
}

/* Raises ZeroDivisionError, MemoryError. */
NB_CHECKED static nb_status values_main(nb_context *ctx)
{
    Segment s = {(Point){0.0, 0.0}, (Point){2.0, 4.0}, NB_STR("diagonal")};
    nb_tuple_int64_int64 divide_1 = {0};

    if (divide(ctx, 17, 5, &divide_1) != NB_OK) {
        return nb_traceback(ctx, NB_AT("main", 21));
    }
    const int64_t quotient = divide_1.item_0;
    const int64_t remainder_ = divide_1.item_1;
    s.end.y -= 1.0;
    nb_print_Segment(s, " ");
    nb_print_Point(middle(s), " ");
    nb_print_bool(Point_equal(s.start, s.end), "\n");
    nb_print_int64(quotient, " ");
    nb_print_int64(remainder_, " ");
    nb_print_tuple_int64_str((nb_tuple_int64_str){1, NB_STR("one")}, "\n");
    nb_str text;
    if (nb_str_concat(ctx, NB_STR("of "), s.name, &text) != NB_OK) {
        return nb_traceback(ctx, NB_AT("main", 26));
    }
    nb_print_str(text, "\n");
    nb_release_str(ctx, &text);
    return NB_OK;
}

int main(void)
{
    return nb_run_on(&nb_heap, values_main);
}
