/* emit_release: how C callers give up what public functions gave them: for each type of such a
 * result whose owners are counted, `stats_release_str(ctx, &text)`. */
#include "emit_trait.h"
#include "implementation.h"

typedef LIST(const Type *) TypeList;

static void add_given(Emitter *e, TypeList *given, const Type *type)
{
    if (!is_counted(e, type)) {
        return;
    }
    for (uint32_t i = 0; i < given->count; i++) {
        if (given->items[i] == type) {
            return;
        }
    }
    LIST_PUSH(e->arena, given, type);
}

static void add_results(Emitter *e, TypeList *given, const Module *module)
{
    const FunctionList functions = module_functions(e->program, module);

    for (uint32_t i = 0; i < functions.count; i++) {
        const Function *function = functions.items[i];

        if (function->is_public && has_result(function) && !function_is_generic(function)) {
            add_given(e, given, function->result);
        }
    }
}

static void add_objects(Emitter *e, TypeList *given, const Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        const Declaration *declaration = module->declarations.items[i];

        if (declaration->symbol->kind == SYMBOL_CLASS && declaration->symbol->is_public &&
            declaration->is_made) {
            add_given(e, given, declaration->symbol->type);
        }
    }
}

static void add_result_of(Emitter *e, const Symbol *trait, const Function *method, void *given)
{
    (void)trait;
    if (has_result(method)) {
        add_given(e, given, method->result);
    }
}

static void add_traits(Emitter *e, TypeList *given, const Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        const Symbol *symbol = module->declarations.items[i]->symbol;

        if (symbol->kind == SYMBOL_TRAIT && trait_is_public(e->program, symbol)) {
            add_given(e, given, symbol->type);
            each_slot(e, symbol, add_result_of, given);
        }
    }
}

/* What public functions give, the objects of public classes, and the dyns of public traits. */
static TypeList given_types(Emitter *e)
{
    TypeList given = {NULL, 0, 0};

    for (uint32_t i = 0; i < e->program->modules.count; i++) {
        add_results(e, &given, e->program->modules.items[i]);
        add_objects(e, &given, e->program->modules.items[i]);
        add_traits(e, &given, e->program->modules.items[i]);
    }
    return given;
}

static const char release_comment[] =
    "Gives up a value that a function gave; a second time does nothing.";

static CNode *release_function(Emitter *e, const Type *type)
{
    CNode *function = c_new(e->arena, C_FUNCTION, (Span){0});

    function->text = "void";
    function->name = made_name(
        e, text_format(e, "%s_release_%s", e->program->main->name->text, short_name(e, type)),
        NULL);
    (void)use(e, "nb_context");
    add_parameter(e, function, "nb_context *", "ctx");
    add_parameter(e, function, pointer_type(e, type), "x");
    return function;
}

bool gives_counted(Emitter *e)
{
    return given_types(e).count > 0;
}

void push_release_prototypes(Emitter *e, CNodeList *prototypes)
{
    const TypeList given = given_types(e);

    for (uint32_t i = 0; i < given.count; i++) {
        CNode *prototype = release_function(e, given.items[i]);

        define_type(e, given.items[i]);
        if (e->is_header) {
            prototype->comment = release_comment;
        }
        c_push(e->arena, prototypes, prototype);
    }
}

void emit_release_functions(Emitter *e)
{
    const TypeList given = given_types(e);

    for (uint32_t i = 0; i < given.count; i++) {
        CNode *function = release_function(e, given.items[i]);
        CNode *call = c_call2(e->arena, releaser_of(e, given.items[i]), c_name(e->arena, "ctx"),
                              c_name(e->arena, "x"));

        function->comment = release_comment;
        function->left = c_new(e->arena, C_BLOCK, (Span){0});
        c_push(e->arena, &function->left->list, statement_of(e, call));
        c_push(e->arena, e->code, function);
    }
}
