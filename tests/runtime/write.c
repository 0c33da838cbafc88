/* Values as text: Python's repr. */
#include "check.h"

#include <math.h>

/* What `call` writes to its nb_writer `out`. */
#define CHECK_WRITES(call, expected)                                                               \
    do {                                                                                           \
        nb_text text = nb_text_open(ctx);                                                          \
        nb_writer *out = &text.writer;                                                             \
        nb_str written;                                                                            \
        call;                                                                                      \
        CHECK(nb_text_close(&text, &written) == NB_OK);                                            \
        CHECK_TEXT(written, expected);                                                             \
    } while (0)

static void check_floats(nb_context *ctx)
{
    const struct {
        double x;
        const char *text;
    } rows[] = {
        {0.1, "0.1"},
        {1e-5, "1e-05"},
        {1e16, "1e+16"},
        {123456789012345680.0, "1.2345678901234568e+17"},
        {1e15, "1000000000000000.0"},
        {0.0001, "0.0001"},
        {-0.0, "-0.0"},
        {5e-324, "5e-324"},
        {100.0, "100.0"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {1.0 / 3.0, "0.3333333333333333"},
        {0.30000000000000004, "0.30000000000000004"},
        {5.684341886080802e-14, "5.684341886080802e-14"},
        {1e23, "1e+23"},
        {HUGE_VAL, "inf"},
        {-HUGE_VAL, "-inf"},
        {12.5, "12.5"},
        {1e100, "1e+100"},
        {9007199254740993.0, "9007199254740992.0"},
        {1.5e-7, "1.5e-07"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_WRITES(nb_write_float64(out, rows[i].x), rows[i].text);
    }
    CHECK_WRITES(nb_write_float64(out, HUGE_VAL - HUGE_VAL), "nan");
    CHECK_WRITES(nb_write_float32(out, 0.1f), "0.1");
    CHECK_WRITES(nb_write_float32(out, 16777216.0f), "16777216.0");
    CHECK_WRITES(nb_write_float32(out, 1.1754944e-38f), "1.1754944e-38");
    CHECK_WRITES(nb_write_float32(out, 1.0f / 3.0f), "0.33333334");
}

static void check_complex(nb_context *ctx)
{
    const double nan = HUGE_VAL - HUGE_VAL;

    CHECK_WRITES(nb_write_complex128(out, (nb_complex128){2.0, -1.0}), "(2-1j)");
    CHECK_WRITES(nb_write_complex128(out, (nb_complex128){0.0, 1.0}), "1j");
    CHECK_WRITES(nb_write_complex128(out, (nb_complex128){-0.0, -0.0}), "(-0-0j)");
    CHECK_WRITES(nb_write_complex128(out, (nb_complex128){nan, HUGE_VAL}), "(nan+infj)");
    CHECK_WRITES(nb_write_complex128(out, (nb_complex128){1e16, nan}), "(1e+16+nanj)");
    CHECK_WRITES(nb_write_complex128(out, (nb_complex128){0.5, 1.25}), "(0.5+1.25j)");
    CHECK_WRITES(nb_write_complex64(out, (nb_complex64){0.1f, 0.2f}), "(0.1+0.2j)");
    CHECK(nb_complex128_equal(
        nb_complex128_power((nb_complex128){1.0, 1.0}, (nb_complex128){2.0, 0.0}),
        (nb_complex128){0.0, 2.0}));
    CHECK(nb_complex128_equal(
        nb_complex128_divide((nb_complex128){1.0, 2.0}, (nb_complex128){3.0, -4.0}),
        (nb_complex128){-0.2, 0.4}));
}

static void check_strings(nb_context *ctx)
{
    CHECK_WRITES(nb_write_str(out, NB_STR("it")), "'it'");
    CHECK_WRITES(nb_write_str(out, NB_STR("it's")), "\"it's\"");
    CHECK_WRITES(nb_write_str(out, NB_STR("'\"")), "'\\'\"'");
    CHECK_WRITES(nb_write_str(out, NB_STR("\n\t\r\\")), "'\\n\\t\\r\\\\'");
    CHECK_WRITES(nb_write_str(out, NB_STR("a\0b")), "'a\\x00b'");
    CHECK_WRITES(nb_write_str(out, check_str("\xc3\xa9\xe2\x82\xac")), "'\xc3\xa9\xe2\x82\xac'");
    CHECK_WRITES(nb_write_str(out, check_str("\xc2\xa0\xe2\x80\x8b\xf3\xb0\x80\x80")),
                 "'\\xa0\\"
                 "u200b\\"
                 "U000f0000'");
}

static void check_others(nb_context *ctx)
{
    CHECK_WRITES(nb_write_int64(out, INT64_MIN), "-9223372036854775808");
    CHECK_WRITES(nb_write_uint64(out, UINT64_MAX), "18446744073709551615");
    CHECK_WRITES(nb_write_int8(out, -128), "-128");
    CHECK_WRITES(nb_write_bool(out, true), "True");
    CHECK_WRITES(nb_write_none(out), "None");
    CHECK_WRITES(nb_write_literal(out, ""), "");
}

int main(void)
{
    nb_context context;

    nb_context_open(&context);
    check_floats(&context);
    check_complex(&context);
    check_strings(&context);
    check_others(&context);
    nb_context_close(&context);
    return check_result();
}
