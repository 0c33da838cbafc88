/* emit_header: the header of the public functions: their prototypes, and the types that they use,
 * guarded, as other headers may hold the same. */
#include "emit_internal.h"

#include <ctype.h>

/* STATS_H */
static const char *guard_name(Emitter *e)
{
    const Name *module = e->program->main->name;
    char *guard = arena_copy(e->arena, module->text, module->length);

    for (char *c = guard; *c != '\0'; c++) {
        *c = (char)toupper((unsigned char)*c);
    }
    return text_format(e, "%s_H", guard);
}

static void define_signature(Emitter *e, const Function *function)
{
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        (void)c_type(e, function->parameters.items[i]->type);
        define_type(e, function->parameters.items[i]->type);
    }
    (void)c_type(e, function->result);
    define_type(e, function->result);
}

static void declare_public(Emitter *e, Function *function, CNodeList *prototypes)
{
    CNode *prototype = function_prototype(e, function);

    define_signature(e, function);
    prototype->comment = e->is_header ? function_comment(e, function) : NULL;
    function->symbol->fact = function->symbol;
    c_push(e->arena, prototypes, prototype);
    e->has_contexts |= function_takes_context(function);
}

static bool is_public_definition(const Function *function)
{
    return is_external(function) && function_is_defined(function);
}

/* A program that no header belongs to is called by its main alone. */
static bool needs_context_functions(const Emitter *e)
{
    const FunctionList *functions = &e->program->main->functions;

    for (uint32_t i = 0; i < functions->count && e->options->header_name == NULL; i++) {
        if (functions->items[i]->is_main) {
            return false;
        }
    }
    return true;
}

void push_public_prototypes(Emitter *e, CNodeList *prototypes)
{
    for (uint32_t i = 0; i < e->program->modules.count; i++) {
        FunctionList functions = module_functions(e->program, e->program->modules.items[i]);

        for (uint32_t j = 0; j < functions.count; j++) {
            if (is_public_definition(functions.items[j])) {
                declare_public(e, functions.items[j], prototypes);
            }
        }
        push_public_classes(e, e->program->modules.items[i], prototypes);
    }
    push_public_traits(e, prototypes);
    push_description_prototypes(e, prototypes);
    e->has_contexts = (e->has_contexts || gives_counted(e)) && needs_context_functions(e);
    if (e->has_contexts) {
        push_release_prototypes(e, prototypes);
        push_context_prototypes(e, prototypes);
    }
    if (e->has_contexts && e->options->offers_allocators) {
        push_allocator_prototypes(e, prototypes);
    }
}

/* What only C++ looks at. */
static void push_for_cplusplus(Emitter *e, CNodeList *nodes, const char *text)
{
    push_text(e, nodes, C_PRAGMA, "#ifdef __cplusplus");
    push_text(e, nodes, C_PRAGMA, text);
    push_text(e, nodes, C_PRAGMA, "#endif");
    push_text(e, nodes, C_BLANK, NULL);
}

void begin_header(Emitter *e, Header *header)
{
    *header = (Header){.runtime = runtime_use_new(e->lasting)};
    e->runtime = header->runtime;
    supply_templates(e);
    e->is_header = true;
    e->types = &header->types;
    push_public_prototypes(e, &header->prototypes);
    runtime_emit_types(e->runtime, e->arena, &header->runtime_types, true);
    e->is_header = false;
}

static void push_prototypes(Emitter *e, CNodeList *nodes, const CNodeList *prototypes)
{
    if (prototypes->count > 0) {
        push_text(e, nodes, C_BLANK, NULL);
        push_for_cplusplus(e, nodes, "extern \"C\" {");
        push_list(e, nodes, prototypes);
        push_text(e, nodes, C_BLANK, NULL);
        push_for_cplusplus(e, nodes, "}");
    }
}

/* What the file turned out to need of the tables. */
static void complete_types(Emitter *e, Header *header)
{
    RuntimeUse *of_file = e->runtime;

    e->runtime = header->runtime;
    complete_public_tables(e);
    runtime_emit_types(header->runtime, e->arena, &header->runtime_types, true);
    e->runtime = of_file;
    runtime_leave_out(of_file, header->runtime);
}

void finish_header(Emitter *e, Header *header, CFile *file)
{
    const Source *source = e->program->main->source;
    const char *guard = guard_name(e);

    complete_types(e, header);
    push_text(e, &file->nodes, C_COMMENT,
              text_format(e, "The public functions of %s, translated by numba2c.", source->name));
    push_text(e, &file->nodes, C_PRAGMA, text_format(e, "#ifndef %s", guard));
    push_text(e, &file->nodes, C_PRAGMA, text_format(e, "#define %s", guard));
    push_text(e, &file->nodes, C_BLANK, NULL);
    push_runtime_includes(e, &file->nodes, header->runtime);
    push_list(e, &file->nodes, &header->runtime_types);
    push_list(e, &file->nodes, &header->types);
    push_prototypes(e, &file->nodes, &header->prototypes);
    push_text(e, &file->nodes, C_PRAGMA, "#endif");
}
