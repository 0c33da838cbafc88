/* Two translations in two threads at once. */
#include <numba2c.h>

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static const char text[] = "module t\npub fn f(a: array[float64, 1]) -> float64 {\n    var s = 0.0\n"
                           "    for x in a { s += x }\n    if s < 0.0 { raise ValueError(\"negative\") }\n"
                           "    return s\n}\n";

static void *translate_often(void *expected)
{
    for (int i = 0; i < 200; i++) {
        n2c_unit *unit = n2c_parse_text("t.ir", text, strlen(text), NULL);
        int same = unit != NULL && n2c_translate(unit) == N2C_OK && strcmp(n2c_c_text(unit, NULL), expected) == 0;

        n2c_unit_free(unit);
        if (!same) {
            return expected;
        }
    }
    return NULL;
}

int main(void)
{
    n2c_unit *unit = n2c_parse_text("t.ir", text, strlen(text), NULL);
    pthread_t threads[4];
    int failed = 0;

    if (unit == NULL || n2c_translate(unit) != N2C_OK) {
        return 1;
    }
    for (int i = 0; i < 4; i++) {
        pthread_create(&threads[i], NULL, translate_often, (void *)n2c_c_text(unit, NULL));
    }
    for (int i = 0; i < 4; i++) {
        void *wrong = NULL;

        pthread_join(threads[i], &wrong);
        failed |= wrong != NULL;
    }
    n2c_unit_free(unit);
    return failed;
}
