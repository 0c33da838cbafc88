/* emit_dyn_held: the type and the text of what a dyn holds. Only some programs ask for them: that
 * is known at the end, when they are put into the tables. */
#include "class.h"
#include "emit_trait.h"

bool type_is_exact(const Type *type)
{
    return type->kind == TYPE_CLASS ? class_stands_alone(type->declaration->declaration)
                                    : type->kind != TYPE_DYN;
}

CNode *value_type(Emitter *e, const Type *type)
{
    bool is_new;
    const char *name = made_name(e, text_format(e, "%s_type", short_name(e, type)), &is_new);

    if (is_new) {
        CNode *object = c_new(e->arena, C_OBJECT, (Span){0});
        const char *text = type_text(&e->program->types, type);

        runtime_use_header(e->runtime, "stddef.h");
        object->flags = C_STATIC;
        object->text = text_format(e, "const %s", use(e, "nb_type"));
        object->name = name;
        object->left = c_new(e->arena, C_COMPOUND, (Span){0});
        c_push(e->arena, &object->left->list, c_string(e->arena, text, (uint32_t)strlen(text)));
        c_push(e->arena, &object->left->list, c_name(e->arena, "NULL"));
        c_push(e->arena, &e->type_functions, object);
    }
    return c_unary(e->arena, "&", c_name(e->arena, name));
}

/* What the table's object is, from `void *self`. */
static CNode *held_value(Emitter *e, const Type *type)
{
    CNode *self = c_name(e->arena, "self");

    if (type_is_reference(type)) {
        return c_cast(e->arena, c_type(e, type), self);
    }
    CNode *box = c_cast(e->arena, text_format(e, "%s *", box_type(e, type)), self);
    return c_member(e->arena, c_unary(e->arena, "*", box), "value");
}

static void return_type(Emitter *e, CNode *function, const Type *type)
{
    CNode *self = c_name(e->arena, "self");

    if (!type_is_exact(type)) {
        CNode *object = c_cast(e->arena, c_type(e, type), self);

        return_call(e, function, type_of_object(e, object, type), true);
        return;
    }
    return_call(e, function, c_cast(e->arena, "void", self), false);
    return_call(e, function,
                type->kind == TYPE_CLASS ? type_of_object(e, self, type) : value_type(e, type),
                true);
}

/* static const nb_type *Vec3_type_of(void *self) { (void)self; return &Vec3_type; } */
static const char *type_getter(Emitter *e, const Type *type)
{
    bool is_new;
    const char *name = made_name(e, text_format(e, "%s_type_of", short_name(e, type)), &is_new);

    if (is_new) {
        CNode *function = generated_function(e, "const nb_type *", name);

        function->comment = "The type of what a dyn holds.";
        add_parameter(e, function, "void *", "self");
        return_type(e, function, type);
        c_push(e->arena, &e->type_functions, function);
    }
    return name;
}

/* static void write_Vec3(nb_writer *out, void *self) { nb_write_Vec3(out, …); }, and show_Vec3 */
static const char *held_writer(Emitter *e, const Type *type, bool is_shown, bool *is_new)
{
    const char *verb = is_shown ? "show" : "write";
    const char *name = made_name(e, text_format(e, "%s_%s", verb, short_name(e, type)), is_new);

    if (*is_new) {
        const char *writer = is_shown ? shower_of(e, type) : writer_of(e, type);
        CNode *function = generated_function(e, "void", name);

        function->comment = is_shown ? "Writes what a dyn holds as str shows it."
                                     : "Writes what a dyn holds as repr shows it.";
        add_parameter(e, function, "nb_writer *", "out");
        add_parameter(e, function, "void *", "self");
        return_call(e, function,
                    c_call2(e->arena, writer, c_name(e->arena, "out"), held_value(e, type)), false);
        c_push(e->arena, &e->type_functions, function);
    }
    return name;
}

/* Pushes the table's writers that some value's text asks for; true: there was none of one before.
 */
static bool push_writers(Emitter *e, const DynTable *table, CNodeList *values)
{
    const TypeUse *known = type_use(e, table->trait->type);
    bool is_new_writer = false;
    bool is_new_shower = false;

    if (known->has_writer) {
        c_push(e->arena, values,
               c_name(e->arena, held_writer(e, table->type, false, &is_new_writer)));
    }
    if (known->has_shower) {
        c_push(e->arena, values,
               c_name(e->arena, held_writer(e, table->type, true, &is_new_shower)));
    }
    return is_new_writer || is_new_shower;
}

static void finish_table(Emitter *e, const DynTable *table)
{
    const TypeUse *known = type_use(e, table->trait->type);
    CNodeList values = {0};

    if (known->has_type) {
        c_push(e->arena, &values, c_name(e->arena, type_getter(e, table->type)));
    }
    (void)push_writers(e, table, &values);
    if (is_counted(e, table->trait->type)) {
        c_push(e->arena, &values, c_name(e->arena, held_retainer(e, table->type)));
        c_push(e->arena, &values, c_name(e->arena, held_releaser(e, table->type)));
    }
    push_list(e, &values, &table->values->list);
    if (values.count == 0) {
        c_push(e->arena, &values, c_integer(e->arena, 0));
    }
    table->values->list = values;
}

/* A writer asks tables of other traits for theirs, where its values hold dyns. */
static bool make_writers(Emitter *e)
{
    bool is_any_new = false;

    for (uint32_t i = 0; i < e->tables.count; i++) {
        CNodeList values = {0};

        is_any_new |= push_writers(e, &e->tables.items[i], &values);
    }
    return is_any_new;
}

void finish_tables(Emitter *e)
{
    while (make_writers(e)) {
    }
    for (uint32_t i = 0; i < e->tables.count; i++) {
        finish_table(e, &e->tables.items[i]);
    }
}

/* `self.vtable->member(…)`, of a dyn called `self`; the caller adds the arguments. */
static CNode *call_member(Emitter *e, const char *self, const char *member)
{
    CNode *table = c_unary(e->arena, "*", c_member(e->arena, c_name(e->arena, self), "vtable"));
    CNode *call = c_new(e->arena, C_CALL, (Span){0});

    call->left = c_member(e->arena, table, member);
    return call;
}

CNode *dyn_write(Emitter *e, const char *dyn, const char *member)
{
    CNode *call = call_member(e, dyn, member);

    c_push(e->arena, &call->list, c_name(e->arena, "out"));
    c_push(e->arena, &call->list, c_member(e->arena, c_name(e->arena, dyn), "object"));
    return call;
}

bool dyn_is_shown_otherwise(Emitter *e, const Type *dyn)
{
    for (uint32_t m = 0; m < e->program->modules.count; m++) {
        const Module *module = e->program->modules.items[m];

        for (uint32_t i = 0; i < module->implementations.count; i++) {
            const Implementation *given = module->implementations.items[i];

            if (given->trait == dyn->declaration &&
                (given->type->kind == TYPE_STR || given->type->kind == TYPE_EXCEPTION ||
                 given->type->kind == TYPE_OPTION)) {
                return true;
            }
        }
    }
    return false;
}

/* static inline const nb_type *Sized_type(dyn_Sized self) { … } */
static const char *type_asker(Emitter *e, const Symbol *trait)
{
    bool is_new;
    const char *name = made_name(e, text_format(e, "%s_type", trait->c_name), &is_new);

    if (is_new) {
        CNode *function = generated_function(e, "const nb_type *", name);
        CNode *call = call_member(e, "self", "type");

        (void)use(e, "nb_type");
        type_use(e, trait->type)->has_type = true;
        function->comment = "The type of what it holds.";
        function->flags |= C_INLINE;
        add_parameter(e, function, c_type(e, trait->type), "self");
        c_push(e->arena, &call->list, c_member(e->arena, c_name(e->arena, "self"), "object"));
        return_call(e, function, call, true);
        c_push(e->arena, &e->type_functions, function);
    }
    return name;
}

CNode *type_of_held(Emitter *e, CNode *value, const Type *type)
{
    if (type->kind == TYPE_CLASS) {
        return type_of_object(e, value, type);
    }
    return c_call1(e->arena, type_asker(e, type->declaration), value);
}
