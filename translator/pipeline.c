/* The passes in their order, each between the places where its IR can be asked for. */
#include "pipeline.h"

#include <string.h>

/* All but `read`, which takes the text besides. */
#define PASSES(PASS)                                                                               \
    PASS(resolve)                                                                                  \
    PASS(infer) PASS(closures) PASS(loops) PASS(prove) PASS(effects) PASS(order) PASS(memory)

#define NAME(pass) #pass,
const char *const pass_names[] = {"read", PASSES(NAME) NULL};
#undef NAME

typedef struct Pass {
    const char *name;
    bool (*run)(Program *program);
} Pass;

#define ROW(pass) {#pass, pass_##pass},
static const Pass pass_table[] = {PASSES(ROW){NULL, NULL}};
#undef ROW

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
