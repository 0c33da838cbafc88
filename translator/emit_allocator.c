/* emit_allocator: where the program's objects come from, as --gc says. */
#include "class.h"
#include "emit_internal.h"
#include "passes.h"

/* Is something made whose types can form cycles? */
static bool makes_collected(const Emitter *e)
{
    const Program *program = e->program;

    for (uint32_t i = 0; i < program->collected.count; i++) {
        const Type *type = program->collected.items[i];

        if (type->kind != TYPE_CLASS || type->declaration->declaration->is_made) {
            return true;
        }
    }
    return false;
}

bool uses_collector(const Emitter *e)
{
    return e->program->collection == COLLECTION_BOEHM && makes_collected(e);
}

bool ends_by_context(const Emitter *e, const Declaration *class_)
{
    return !class_is_counted(e->program, class_) && class_finaliser(e->program, class_) != NULL;
}

bool ends_collected(const Emitter *e)
{
    const Program *program = e->program;

    for (uint32_t i = 0; i < program->collected.count; i++) {
        const Type *type = program->collected.items[i];

        if (type->kind == TYPE_CLASS && type->declaration->declaration->is_made &&
            class_finaliser(e->program, type->declaration->declaration) != NULL) {
            return true;
        }
    }
    return false;
}

CNode *allocator_of(Emitter *e)
{
    if (uses_collector(e)) {
        return c_call(e->arena, use(e, "nb_collector"));
    }
    if (!counts_references(e->program) || !runtime_uses(e->runtime, "nb_obtain") ||
        makes_collected(e)) {
        return NULL;
    }
    return c_unary(e->arena, "&", c_name(e->arena, use(e, "nb_heap")));
}
