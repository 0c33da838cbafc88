/* The passes in their order, each between the places where its IR can be asked for. */
#include "pipeline.h"

#include <string.h>

typedef struct Pass {
    const char *name; /* what --dump-after takes */
    bool (*run)(Program *program);
} Pass;

/* In order, ended by a row without a name. `read` is not in it: it takes the text, too. */
static const Pass pass_table[] = {
    {"resolve", pass_resolve}, {"infer", pass_infer}, {"closures", pass_closures},
    {"loops", pass_loops},     {"prove", pass_prove}, {"effects", pass_effects},
    {"order", pass_order},     {NULL, NULL},
};

static bool is_named(const char *pass, const char *name)
{
    return name != NULL && strcmp(pass, name) == 0;
}

bool pipeline_run(Program *program, const Source *source, const char *last, const char *dump_after,
                  Buffer *dump)
{
    bool good = pass_read(program, source);

    if (good && is_named("read", dump_after)) {
        print_module(dump, program, program->main);
    }
    for (const Pass *pass = pass_table; good && pass->name != NULL; pass++) {
        good = pass->run(program);
        if (good && is_named(pass->name, dump_after)) {
            print_module(dump, program, program->main);
        }
        if (is_named(pass->name, last)) {
            break;
        }
    }
    return good;
}
