/* emit_trait_public: public traits in the header, for C callers:
 *
 *     Shape_vtable      the struct of a table, which they can fill in for types of their own
 *     Shape_area        the call of a method of a dyn_Shape
 *     Circle_to_Shape   the way of a public type's value into a dyn_Shape
 *
 * The header is emitted ahead of the file, whose code finds these names made; the functions stand
 * behind the main module's. */
#include "emit_trait.h"

#include "implementation.h"

typedef void TraitVisitor(Emitter *e, const Symbol *trait, CNodeList *nodes);
typedef void ImplementationVisitor(Emitter *e, const Implementation *given, CNodeList *nodes);

static void each_public_trait(Emitter *e, TraitVisitor *visit, CNodeList *nodes)
{
    for (uint32_t m = 0; m < e->program->modules.count && e->program->has_header; m++) {
        const Module *module = e->program->modules.items[m];

        for (uint32_t i = 0; i < module->declarations.count; i++) {
            const Symbol *symbol = module->declarations.items[i]->symbol;

            if (symbol->kind == SYMBOL_TRAIT && trait_is_public(e->program, symbol)) {
                visit(e, symbol, nodes);
            }
        }
    }
}

static void each_public_implementation(Emitter *e, const Symbol *trait,
                                       ImplementationVisitor *visit, CNodeList *nodes)
{
    for (uint32_t m = 0; m < e->program->modules.count; m++) {
        const Module *module = e->program->modules.items[m];

        for (uint32_t i = 0; i < module->implementations.count; i++) {
            const Implementation *given = module->implementations.items[i];

            if (given->trait == trait && implementation_is_public(e->program, given)) {
                visit(e, given, nodes);
            }
        }
    }
}

/* --- Shape_area --- */

static CNode *public_dispatcher(Emitter *e, const Symbol *trait, const Function *method)
{
    CNode *function = dispatcher_node(e, trait, method, dispatcher_name(e, trait, method, NULL));

    function->flags &= (uint8_t)~C_STATIC;
    return function;
}

static void declare_dispatcher(Emitter *e, const Symbol *trait, const Function *method, void *nodes)
{
    CNode *prototype = public_dispatcher(e, trait, method);

    prototype->left = NULL;
    e->has_contexts |= function_takes_context(method);
    c_push(e->arena, nodes, prototype);
}

static void emit_dispatcher(Emitter *e, const Symbol *trait, const Function *method, void *nodes)
{
    c_push(e->arena, nodes, public_dispatcher(e, trait, method));
}

/* --- Circle_to_Shape --- */

/* dyn_Shape Circle_to_Shape(Circle *self) */
static CNode *caster_node(Emitter *e, const Implementation *given, const char *name)
{
    CNode *function = generated_function(e, c_type(e, given->trait->type), name);

    function->comment = text_format(
        e,
        is_counted(e, given->type)
            ? "The object as %s. It has no owner more: whoever has both gives up one of them."
            : "The object as %s.",
        with_article(e, given->trait));
    add_parameter(e, function, c_type(e, given->type), "self");
    return function;
}

static CNode *converter_node(Emitter *e, const Implementation *given)
{
    const char *name = converter_name(e, given->type, given->trait, NULL);
    CNode *function = type_is_reference(given->type)
                          ? caster_node(e, given, name)
                          : boxer_node(e, given->type, given->trait->type, name);

    function->flags &= (uint8_t)~C_STATIC;
    return function;
}

static void declare_converter(Emitter *e, const Implementation *given, CNodeList *nodes)
{
    CNode *prototype = converter_node(e, given);

    if (!type_is_reference(given->type)) {
        prototype->comment =
            text_format(e, "A %s that holds the value, which it takes over. Raises MemoryError.",
                        given->trait->name->text);
        e->has_contexts = true;
    }
    define_type(e, given->type);
    prototype->left = NULL;
    c_push(e->arena, nodes, prototype);
}

static void emit_converter(Emitter *e, const Implementation *given, CNodeList *nodes)
{
    CNode *function = converter_node(e, given);

    if (type_is_reference(given->type)) {
        return_call(e, function,
                    reference_dyn(e, c_name(e->arena, "self"), given->type, given->trait, true),
                    true);
    } else {
        fill_boxer(e, function, given->type, given->trait->type);
    }
    c_push(e->arena, nodes, function);
}

/* --- traits --- */

static const char *table_comment(Emitter *e, const Symbol *trait)
{
    const char *owners = is_counted(e, trait->type)
                             ? " `retain` adds an owner of the object, `release` takes one away."
                             : "";

    return text_format(e,
                       "What a type has for %s. C code gives the trait to a type of its own by a "
                       "table that lives on: {&object, &table}.%s",
                       trait->name->text, owners);
}

static void declare_trait(Emitter *e, const Symbol *trait, CNodeList *prototypes)
{
    (void)c_type(e, trait->type);
    define_type(e, trait->type);
    CNode *structure = new_table_struct(e, trait);

    structure->comment = table_comment(e, trait);
    c_push(e->arena, e->types, structure);
    LIST_PUSH(e->lasting, &e->public_tables, ((PublicTable){trait, structure}));
    each_slot(e, trait, declare_dispatcher, prototypes);
    each_public_implementation(e, trait, declare_converter, prototypes);
}

static void emit_trait(Emitter *e, const Symbol *trait, CNodeList *code)
{
    each_slot(e, trait, emit_dispatcher, code);
    each_public_implementation(e, trait, emit_converter, code);
}

void push_public_traits(Emitter *e, CNodeList *prototypes)
{
    each_public_trait(e, declare_trait, prototypes);
}

void emit_public_traits(Emitter *e)
{
    each_public_trait(e, emit_trait, e->code);
}

void complete_public_tables(Emitter *e)
{
    for (uint32_t i = 0; i < e->public_tables.count; i++) {
        const PublicTable *table = &e->public_tables.items[i];

        complete_table_struct(e, table->structure, table->trait);
    }
}
