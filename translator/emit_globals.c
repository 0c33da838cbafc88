/* emit_globals: all modules' globals are one struct, which a context points to. A function gives up
 * what they hold when the context ends: the last that was set first, objects before what their ends
 * may still read. */
#include "class.h"
#include "emit_internal.h"

const char *globals_type(Emitter *e)
{
    return text_format(e, "%s_globals", e->program->main->name->text);
}

void push_globals(Emitter *e, CNodeList *nodes)
{
    CNode *structure = c_new(e->arena, C_STRUCT, (Span){0});

    if (!e->has_globals) {
        return;
    }
    structure->name = globals_type(e);
    structure->comment = "What each context has of its own.";
    for (uint32_t i = 0; i < e->program->modules.count; i++) {
        const SymbolList *globals = &e->program->modules.items[i]->globals;

        for (uint32_t j = 0; j < globals->count; j++) {
            const Symbol *symbol = globals->items[j];
            c_push(e->arena, &structure->list,
                   c_declare(e->arena, c_type(e, symbol->type), symbol->c_name, NULL));
        }
    }
    c_push(e->arena, nodes, structure);
}

/* --- globals without a value --- */

/* Which part of a struct or tuple is the first that has no empty value. */
static uint32_t first_without_empty(const Type *type)
{
    uint32_t i = 0;

    while (type_has_empty(value_part_type(type, i))) {
        i++;
    }
    return i;
}

static bool has_parts(const Type *type)
{
    return type->kind == TYPE_STRUCT || type->kind == TYPE_TUPLE;
}

/* The part of the type by which it has no empty value, or itself. */
static const Type *type_without_empty(const Type *type)
{
    while (has_parts(type)) {
        type = value_part_type(type, first_without_empty(type));
    }
    return type;
}

CNode *pointer_within(Emitter *e, CNode *place, const Type *type)
{
    while (has_parts(type)) {
        uint32_t i = first_without_empty(type);

        place = value_part(e, place, type, i);
        type = value_part_type(type, i);
    }
    switch (type->kind) {
    case TYPE_DYN: return c_member(e->arena, place, "object");
    case TYPE_FN: return c_member(e->arena, place, "call");
    default: return place;
    }
}

/* --- their end --- */

/* `nb_release_str(ctx, &globals->name);` */
static void push_global_release(Emitter *e, CNodeList *body, const Symbol *global)
{
    CNode *globals = c_unary(e->arena, "*", c_name(e->arena, "globals"));
    CNode *place = c_unary(e->arena, "&", c_member(e->arena, globals, global->c_name));

    c_push(e->arena, body,
           statement_of(
               e, c_call2(e->arena, releaser_of(e, global->type), c_name(e->arena, "ctx"), place)));
}

/* `globals->call.call = NULL;`: other values tell by themselves that they were given up. */
static void push_unset(Emitter *e, CNodeList *body, const Symbol *global)
{
    if (global->is_tested && type_without_empty(global->type)->kind == TYPE_FN) {
        CNode *globals = c_unary(e->arena, "*", c_name(e->arena, "globals"));
        CNode *place = c_member(e->arena, globals, global->c_name);

        c_push(e->arena, body,
               c_assign(e->arena, pointer_within(e, place, global->type), "=",
                        c_name(e->arena, "NULL")));
    }
}

static void push_releases(Emitter *e, CNodeList *body, bool of_plain)
{
    for (uint32_t m = e->program->modules.count; m > 0; m--) {
        const SymbolList *globals = &e->program->modules.items[m - 1]->globals;

        for (uint32_t i = globals->count; i > 0; i--) {
            const Symbol *global = globals->items[i - 1];

            if (is_counted(e, global->type) && is_plain_type(global->type) == of_plain) {
                push_unset(e, body, global);
                push_global_release(e, body, global);
            }
        }
    }
}

/* May a __del__ that runs meanwhile set a global that is gone? */
static bool may_be_set_again(const Emitter *e)
{
    for (uint32_t m = 0; m < e->program->modules.count; m++) {
        const SymbolList *globals = &e->program->modules.items[m]->globals;

        for (uint32_t i = 0; i < globals->count; i++) {
            const Symbol *global = globals->items[i];

            if (global->is_assigned && is_counted(e, global->type) &&
                !is_plain_type(global->type)) {
                return true;
            }
        }
    }
    return false;
}

static int64_t finaliser_count(const Emitter *e)
{
    int64_t count = 0;

    for (uint32_t m = 0; m < e->program->modules.count; m++) {
        const Module *module = e->program->modules.items[m];

        for (uint32_t i = 0; i < module->declarations.count; i++) {
            const Declaration *class_ = module->declarations.items[i];

            count += class_->symbol->kind == SYMBOL_CLASS && class_->is_made &&
                     class_finaliser(e->program, class_) != NULL;
        }
    }
    return count;
}

/* What a __del__ sets is given up in another round. One for each class that has one: only objects
 * whose end makes more of their own kind are left. */
static void push_rounds(Emitter *e, CNodeList *body)
{
    int64_t count = may_be_set_again(e) ? finaliser_count(e) : 0;
    CNode *loop = c_new(e->arena, C_FOR, (Span){0});
    CNode *round = c_name(e->arena, "round");

    if (count == 0) {
        push_releases(e, body, false);
        return;
    }
    loop->third = c_declare(e->arena, "int", "round", c_integer(e->arena, 0));
    loop->left = c_binary(e->arena, "<=", round, c_integer(e->arena, count));
    loop->right = c_unary(e->arena, "++", round);
    push_releases(e, &loop->list, false);
    c_push(e->arena, body, loop);
}

/* static void stats_release_globals(nb_context *ctx) { … } */
static void make_releaser(Emitter *e, const char *name, const CNodeList *releases)
{
    bool has_releases = releases->count > (ends_collected(e) ? 1U : 0U);
    CNode *function = generated_function(e, "void", name);
    CNode *context = c_unary(e->arena, "*", c_name(e->arena, "ctx"));
    const char *type = text_format(e, "%s *", globals_type(e));

    (void)use(e, "struct nb_context");
    function->comment = "Gives up what the globals hold; a second time does nothing.";
    add_parameter(e, function, "nb_context *", "ctx");
    if (has_releases) {
        c_push(e->arena, &function->left->list,
               c_declare(e->arena, type, "globals", c_member(e->arena, context, "globals")));
        c_push(e->arena, &function->left->list, c_new(e->arena, C_BLANK, (Span){0}));
    }
    push_list(e, &function->left->list, releases);
    c_push(e->arena, e->code, function);
}

CNode *release_globals(Emitter *e)
{
    CNodeList releases = {0};
    bool is_new;

    if (ends_collected(e)) {
        const char *name = use(e, uses_collector(e) ? "nb_end_all" : "nb_end_kept");
        CNode *end = c_call1(e->arena, name, c_name(e->arena, "ctx"));

        if (!e->has_globals) {
            return statement_of(e, end);
        }
        c_push(e->arena, &releases, statement_of(e, end));
    }
    if (e->has_globals) {
        push_rounds(e, &releases);
        push_releases(e, &releases, true);
    }
    if (releases.count == 0) {
        return NULL;
    }
    const char *name =
        made_name(e, text_format(e, "%s_release_globals", e->program->main->name->text), &is_new);
    if (is_new) {
        make_releaser(e, name, &releases);
    }
    return statement_of(e, c_call1(e->arena, name, c_name(e->arena, "ctx")));
}
