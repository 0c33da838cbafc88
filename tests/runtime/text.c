/* Strings, slices, and numbers read from text. */
#include "check.h"

#include <math.h>

static void check_slices(void)
{
    static const int64_t rows[][7] = {
        /* low, high, step, n: start, length, step */
        {1, 3, 1, 5, 1, 2, 1},          {-2, 9, 1, 5, 0, 5, 1},
        {3, 1, 1, 5, 0, 0, 1},          {0, 5, 2, 5, 0, 3, 2},
        {4, -1, -1, 5, 4, 5, -1},       {9, 0, -2, 5, 4, 2, -2},
        {2, 9, 1, 0, 0, 0, 1},          {0, 5, 9, 5, 0, 1, 1},
        {9, -9, INT64_MIN, 5, 4, 1, 1}, {INT64_MIN, INT64_MAX, INT64_MAX, 5, 0, 1, 1},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const nb_slice slice = nb_slice_of(rows[i][0], rows[i][1], rows[i][2]);
        const nb_items items = nb_slice_items(slice, rows[i][3]);

        CHECK(items.start == rows[i][4] && items.length == rows[i][5] && items.step == rows[i][6]);
    }
    CHECK(nb_slice_items(nb_slice_step(-1), 5).start == 4);
    CHECK(nb_slice_items(nb_slice_step(-1), 5).length == 5);
    CHECK(nb_slice_items(nb_slice_from(3), 5).length == 2);
    CHECK(nb_slice_items(nb_slice_between(1, 3), 5).length == 2);
    CHECK(nb_slice_items(nb_slice_from_step(3, -2), 5).start == 3);
    CHECK(nb_slice_items(nb_slice_from_step(3, -2), 5).length == 2);
    CHECK(nb_slice_items(nb_slice_to_step(1, -1), 5).length == 3);
    CHECK(nb_slice_items(nb_slice_to(2), 5).length == 2);
}

static void check_ranges(void)
{
    CHECK(nb_range_length(0, 5, 1) == 5 && nb_range_length(5, 0, 1) == 0);
    CHECK(nb_range_length(0, 5, 2) == 3 && nb_range_length(5, 0, -2) == 3);
    CHECK(nb_range_length(3, 3, -1) == 0);
    CHECK(nb_range_length(INT64_MIN, INT64_MAX, 1) == INT64_MAX);
    CHECK(nb_range_length(INT64_MAX, INT64_MIN, INT64_MIN) == 2);
}

static void check_strings(nb_context *ctx)
{
    const nb_str word = NB_STR_UTF8("h\xc3\xa9llo \xe2\x82\xac!", 8);
    nb_str made;
    int64_t offset = 1;

    CHECK(nb_str_of_utf8(word.data, word.size).length == 8);
    CHECK_TEXT(nb_str_at(word, 1), "\xc3\xa9");
    CHECK_TEXT(nb_str_at(word, 6), "\xe2\x82\xac");
    CHECK_TEXT(nb_str_next(word, &offset), "\xc3\xa9");
    CHECK(offset == 3);
    CHECK_TEXT(nb_str_slice(word, nb_slice_between(1, 4)), "\xc3\xa9ll");
    CHECK_TEXT(nb_str_slice(word, nb_slice_between(5, 5)), "");
    CHECK(nb_str_slice_step(ctx, word, nb_slice_step(-1), &made) == NB_OK);
    CHECK_TEXT(made, "!\xe2\x82\xac oll\xc3\xa9h");
    CHECK(nb_str_slice_step(ctx, word, nb_slice_step(3), &made) == NB_OK);
    CHECK_TEXT(made, "hl\xe2\x82\xac");
    CHECK(nb_str_slice_step(ctx, word, nb_slice_step(-3), &made) == NB_OK);
    CHECK_TEXT(made, "!o\xc3\xa9");
    CHECK(nb_str_slice_step(ctx, word, nb_slice_of(3, 3, -1), &made) == NB_OK && made.size == 0);
    CHECK(nb_str_concat(ctx, word, NB_STR("abc"), &made) == NB_OK && made.length == 11);
    CHECK(nb_str_repeat(ctx, NB_STR("ab"), 3, &made) == NB_OK);
    CHECK_TEXT(made, "ababab");
    CHECK(nb_str_repeat(ctx, NB_STR("ab"), -3, &made) == NB_OK && made.size == 0);
    CHECK(nb_str_repeat(ctx, NB_STR("ab"), INT64_MAX, &made) != NB_OK);
    CHECK(ctx->raised == &nb_MemoryError);
    CHECK(nb_str_repeat(ctx, NB_STR(""), INT64_MAX, &made) == NB_OK && made.size == 0);
    CHECK(nb_str_contains(word, NB_STR("llo")) && !nb_str_contains(word, NB_STR("lo!")));
    CHECK(nb_str_contains(NB_STR(""), NB_STR("")));
    CHECK(nb_str_compare(NB_STR("ab"), NB_STR("abc")) < 0 &&
          nb_str_compare(word, NB_STR("hz")) > 0);
    CHECK(nb_str_compare(word, word) == 0);
}

static void check_integers(nb_context *ctx)
{
    static const char *const bad[] = {"",     " ",   "-",    "1_",  "_1",
                                      "1__2", "1.0", "0x10", "- 1", "1 2"};
    int64_t wide = 0;
    uint8_t small = 0;

    CHECK(nb_int64_of_str(ctx, NB_STR(" \t-1_000\n"), &wide) == NB_OK && wide == -1000);
    CHECK(nb_int64_of_str(ctx, NB_STR("-9223372036854775808"), &wide) == NB_OK &&
          wide == INT64_MIN);
    CHECK(nb_int64_of_str(ctx, NB_STR("9223372036854775808"), &wide) != NB_OK);
    CHECK(ctx->raised == &nb_OverflowError);
    CHECK(nb_uint8_of_str(ctx, NB_STR("+255"), &small) == NB_OK && small == 255);
    CHECK(nb_uint8_of_str(ctx, NB_STR("-1"), &small) != NB_OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(nb_int64_of_str(ctx, check_str(bad[i]), &wide) != NB_OK &&
              ctx->raised == &nb_ValueError);
    }
    CHECK(nb_int64_of_str(ctx, NB_STR("it's"), &wide) != NB_OK);
    CHECK(check_raised(ctx, &nb_ValueError, "invalid literal for int() with base 10: \"it's\""));
}

static void check_floats(nb_context *ctx)
{
    const struct {
        const char *text;
        double value;
    } rows[] = {
        {"1.5", 1.5},
        {" -1_0.2_5e1 ", -102.5},
        {".5", 0.5},
        {"5.", 5.0},
        {"1e400", HUGE_VAL},
        {"-iNf", -HUGE_VAL},
        {"Infinity", HUGE_VAL},
        {"0.000001e6", 1.0},
        {"1e-400", 0.0},
        {"0e999999999999999999999", 0.0},
        {"1E+2", 100.0},
        {"0.1", 0.1},
        {"5e-324", 5e-324},
        {"1.7976931348623157e308", 1.7976931348623157e308},
        {"100000000000000000000000", 1e23},
    };
    static const char *const bad[] = {"",    ".",       "e5",   "1e",   "1e+",
                                      "1_",  "_1",      "1_.5", "1._5", "0x1",
                                      "1 2", "infinit", "1e5_", "--1",  "1.2.3"};
    double x = 0.0;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK(nb_float64_of_str(ctx, check_str(rows[i].text), &x) == NB_OK && x == rows[i].value);
    }
    CHECK(nb_float64_of_str(ctx, NB_STR("nan"), &x) == NB_OK && nb_isnan_float64(x));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(nb_float64_of_str(ctx, check_str(bad[i]), &x) != NB_OK &&
              ctx->raised == &nb_ValueError);
    }
    CHECK(nb_float64_of_str(ctx, NB_STR("x"), &x) != NB_OK);
    CHECK(check_raised(ctx, &nb_ValueError, "could not convert string to float: 'x'"));
}

int main(void)
{
    nb_context ctx;

    nb_context_open(&ctx);
    check_slices();
    check_ranges();
    check_strings(&ctx);
    check_integers(&ctx);
    check_floats(&ctx);
    nb_context_close(&ctx);
    return check_result();
}
