/* emit_trait: `dyn T` is a struct of an object and the table of its type's methods for T:
 *
 *     dyn_Sized        { object, vtable }, what C passes around
 *     Sized_vtable     a table: T's methods and those of the traits that T extends, so far as they
 *                      are called by a table; then the tables for these traits
 *     Vec3_as_Sized    the table of one type
 *     Sized_size       the call through the table
 *     Vec3_to_Sized    a value's way into a box on the heap; a reference needs none
 *
 * Tables and the functions in them stand before the first function that uses them. What a header
 * shows of public traits is emit_trait_public's. */
#include "emit_trait.h"

#include "class.h"
#include "implementation.h"

/* --- a trait's methods that some call looks up, in the order of its table --- */

static void visit_slots_of(Emitter *e, const Symbol *trait, const Symbol *owner, SlotVisitor *visit,
                           void *data)
{
    const FunctionList *methods = &owner->declaration->methods;

    for (uint32_t i = 0; i < methods->count; i++) {
        if (methods->items[i]->is_reached) {
            visit(e, trait, methods->items[i], data);
        }
    }
}

void each_slot(Emitter *e, const Symbol *trait, SlotVisitor *visit, void *data)
{
    const SymbolList *ancestors = &trait->declaration->ancestors;

    visit_slots_of(e, trait, trait, visit, data);
    for (uint32_t i = ancestors->count; i > 0; i--) {
        visit_slots_of(e, trait, ancestors->items[i - 1], visit, data);
    }
}

static const char *base_slot(Emitter *e, const Symbol *ancestor)
{
    return text_format(e, "as_%s", ancestor->c_name);
}

/* Has another member of the table the method's name? */
static bool is_slot_taken(Emitter *e, const Symbol *trait, const Function *method)
{
    const SymbolList *ancestors = &trait->declaration->ancestors;
    const Symbol *owner = method->class_->symbol;
    const Name *name = method->symbol->name;
    bool is_taken = strcmp(name->text, "type") == 0 || strcmp(name->text, "write") == 0 ||
                    strcmp(name->text, "show_text") == 0;

    if (is_counted(e, trait->type)) {
        is_taken |= strcmp(name->text, "retain") == 0 || strcmp(name->text, "release") == 0;
    }
    for (uint32_t i = 0; i < ancestors->count; i++) {
        is_taken |= strcmp(base_slot(e, ancestors->items[i]), name->text) == 0;
    }
    if (owner == trait) {
        return is_taken;
    }
    is_taken |= trait_method(trait, name) != NULL;
    for (uint32_t i = ancestors->count; ancestors->items[i - 1] != owner; i--) {
        is_taken |= trait_method(ancestors->items[i - 1], name) != NULL;
    }
    return is_taken;
}

/* What the method is called within C's names: not what another method of the trait or one it
 * extends is called. */
static const Name *name_in_trait(Emitter *e, const Symbol *trait, const Function *method)
{
    const SymbolList *ancestors = &trait->declaration->ancestors;
    const Name *plain = plain_method_name(e, method);
    bool is_free = plain != NULL && trait_method(trait, plain) == NULL;

    for (uint32_t i = 0; i < ancestors->count && is_free; i++) {
        is_free = trait_method(ancestors->items[i], plain) == NULL &&
                  strcmp(base_slot(e, ancestors->items[i]), plain->text) != 0;
    }
    return is_free ? plain : method->symbol->name;
}

/* `size`, or where another member has that name `Sized_size`. */
static const char *slot_name(Emitter *e, const Symbol *trait, const Function *method)
{
    const Name *name = name_in_trait(e, trait, method);

    return is_slot_taken(e, trait, method)
               ? text_format(e, "%s_%s", method->class_->symbol->c_name, name->text)
               : c_safe_name(e->arena, name, false);
}

/* --- dyn types and tables' types --- */

const char *vtable_name(Emitter *e, const Symbol *trait)
{
    return made_name(e, text_format(e, "%s_vtable", trait->c_name), NULL);
}

const char *dyn_name(Emitter *e, const Symbol *trait)
{
    return made_name(e, text_format(e, "dyn_%s", trait->c_name), NULL);
}

void define_dyn(Emitter *e, const Type *type)
{
    CNode *structure = new_struct(e, c_type(e, type), type->declaration->span);

    structure->comment = type->declaration->declaration->document;
    structure->symbol = type->declaration->name->text;
    add_member(e, structure, "void *", "object");
    add_member(e, structure, text_format(e, "const struct %s *", vtable_name(e, type->declaration)),
               "vtable");
    c_push(e->arena, e->types, structure);
}

static const char *declarator(Emitter *e, const char *type, const char *name)
{
    return text_format(e, type[strlen(type) - 1] == '*' ? "%s%s" : "%s %s", type, name);
}

/* `(*size)(nb_context *ctx, void *self, int64_t x, double *result)` */
static const char *slot_declarator(Emitter *e, const Symbol *trait, const Function *method)
{
    const char *text = text_format(e, "(*%s)(", slot_name(e, trait, method));

    if (function_takes_context(method)) {
        text = text_format(e, "%s%s *ctx, ", text, use(e, "nb_context"));
    }
    text = text_format(e, "%svoid *self", text);
    for (uint32_t i = 1; i < method->parameters.count; i++) {
        const Symbol *parameter = method->parameters.items[i];

        text =
            text_format(e, "%s, %s", text,
                        declarator(e, parameter_type(e, parameter), forwarded_name(e, parameter)));
    }
    if (function_raises(method) && has_result(method)) {
        text = text_format(e, "%s, %sresult", text, pointer_type(e, method->result));
    }
    return text_format(e, "%s)", text);
}

static const char *slot_result(Emitter *e, const Function *method)
{
    return function_raises(method) ? use(e, "nb_status") : c_type(e, method->result);
}

static void define_slot(Emitter *e, const Symbol *trait, const Function *method, void *structure)
{
    for (uint32_t i = 1; i < method->parameters.count; i++) {
        define_type(e, method->parameters.items[i]->type);
    }
    define_type(e, method->result);
    add_member(e, structure, slot_result(e, method), slot_declarator(e, trait, method));
}

/* What every table of the trait has. */
CNode *new_table_struct(Emitter *e, const Symbol *trait)
{
    const SymbolList *ancestors = &trait->declaration->ancestors;
    CNode *structure = new_struct(e, vtable_name(e, trait), trait->span);

    structure->comment = text_format(e, "What a type has for %s.", trait->name->text);
    if (is_counted(e, trait->type)) {
        (void)use(e, "nb_context");
        add_member(e, structure, "void", "(*retain)(void *object)");
        add_member(e, structure, "void", "(*release)(nb_context *ctx, void *object)");
    }
    each_slot(e, trait, define_slot, structure);
    for (uint32_t i = 0; i < ancestors->count; i++) {
        add_member(e, structure,
                   text_format(e, "const struct %s *", vtable_name(e, ancestors->items[i])),
                   base_slot(e, ancestors->items[i]));
    }
    return structure;
}

void complete_table_struct(Emitter *e, CNode *structure, const Symbol *trait)
{
    const CNodeList members = structure->list;

    structure->list = (CNodeList){0};
    if (type_use(e, trait->type)->has_type) {
        add_member(e, structure, text_format(e, "const %s *", use(e, "nb_type")),
                   "(*type)(void *self)");
    }
    if (type_use(e, trait->type)->has_writer) {
        add_member(e, structure, "void",
                   text_format(e, "(*write)(%s *out, void *self)", use(e, "nb_writer")));
    }
    if (type_use(e, trait->type)->has_shower) {
        add_member(e, structure, "void",
                   text_format(e, "(*show_text)(%s *out, void *self)", use(e, "nb_writer")));
    }
    push_list(e, &structure->list, &members);
    if (structure->list.count == 0) {
        add_member(e, structure, "char", "unused"); /* C has no empty struct */
    }
}

void define_dyn_table(Emitter *e, const Symbol *trait)
{
    CNode *structure = new_table_struct(e, trait);

    complete_table_struct(e, structure, trait);
    c_push(e->arena, e->types, structure);
}

/* --- calls through the table --- */

void return_call(Emitter *e, CNode *function, CNode *call, bool gives_value)
{
    c_push(e->arena, &function->left->list,
           gives_value ? c_return(e->arena, call) : statement_of(e, call));
}

static void push_forwarded(Emitter *e, CNode *function, CNode *call, const Function *method)
{
    for (uint32_t i = 1; i < method->parameters.count; i++) {
        const Symbol *parameter = method->parameters.items[i];
        const char *name = forwarded_name(e, parameter);

        add_parameter(e, function, parameter_type(e, parameter), name);
        c_push(e->arena, &call->list, c_name(e->arena, name));
    }
}

CNode *dispatcher_node(Emitter *e, const Symbol *trait, const Function *method, const char *name)
{
    CNode *function = generated_function(e, slot_result(e, method), name);
    CNode *self = c_name(e->arena, "self");
    CNode *table = c_unary(e->arena, "*", c_member(e->arena, self, "vtable"));
    CNode *call = c_new(e->arena, C_CALL, (Span){0});

    function->comment = function_comment(e, method);
    function->symbol = method->symbol->name->text;
    call->left = c_member(e->arena, table, slot_name(e, trait, method));
    if (function_takes_context(method)) {
        add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
        c_push(e->arena, &call->list, c_name(e->arena, "ctx"));
    }
    add_parameter(e, function, c_type(e, trait->type), "self");
    c_push(e->arena, &call->list, c_member(e->arena, self, "object"));
    push_forwarded(e, function, call, method);
    if (function_raises(method)) {
        function->flags |= C_MUST_CHECK;
        (void)use(e, "NB_CHECKED");
    }
    if (function_raises(method) && has_result(method)) {
        add_parameter(e, function, pointer_type(e, method->result), "result");
        c_push(e->arena, &call->list, c_name(e->arena, "result"));
    }
    return_call(e, function, call, function_raises(method) || has_result(method));
    return function;
}

const char *dispatcher_name(Emitter *e, const Symbol *trait, const Function *method, bool *is_new)
{
    return keyed_name(e, text_format(e, "%s.%s", trait->c_name, method->symbol->name->text),
                      text_format(e, "%s_%s", trait->c_name, name_in_trait(e, trait, method)->text),
                      is_new);
}

const char *dispatcher_of(Emitter *e, const Symbol *trait, const Function *method)
{
    bool is_new;
    const char *name = dispatcher_name(e, trait, method, &is_new);

    if (is_new) {
        CNode *function = dispatcher_node(e, trait, method, name);

        function->flags |= C_INLINE;
        c_push(e->arena, &e->type_functions, function);
    }
    return name;
}

/* --- boxes: values on the heap --- */

const char *box_type(Emitter *e, const Type *type)
{
    bool is_new;
    const char *name = made_name(e, text_format(e, "box_%s", short_name(e, type)), &is_new);

    if (is_new) {
        (void)c_type(e, type);
        LIST_PUSH(e->lasting, &e->boxed, type);
    }
    return name;
}

/* typedef struct box_Vec3 { int64_t references; Vec3 value; } box_Vec3; */
void define_boxes(Emitter *e)
{
    for (uint32_t i = 0; i < e->boxed.count; i++) {
        const Type *type = e->boxed.items[i];
        CNode *structure = new_struct(e, box_type(e, type), (Span){0});

        structure->comment = "A value on the heap, for dyns.";
        runtime_use_header(e->runtime, "stdint.h");
        define_type(e, type);
        add_member(e, structure, "int64_t", "references");
        add_member(e, structure, c_type(e, type), "value");
        c_push(e->arena, e->types, structure);
    }
}

static CNode *member_of_pointer(Emitter *e, const char *pointer, const char *member)
{
    return c_member(e->arena, c_unary(e->arena, "*", c_name(e->arena, pointer)), member);
}

void push_assignment(Emitter *e, CNodeList *list, CNode *target, CNode *value)
{
    c_push(e->arena, list, c_assign(e->arena, target, "=", value));
}

static CNode *dyn_value(Emitter *e, const Type *dyn, CNode *object, const char *table)
{
    CNode *value = c_new(e->arena, C_COMPOUND, (Span){0});

    value->text = c_type(e, dyn);
    c_push(e->arena, &value->list, object);
    c_push(e->arena, &value->list, c_unary(e->arena, "&", c_name(e->arena, table)));
    return value;
}

/* What finds no box is given up. */
static void return_box(Emitter *e, CNodeList *body, const Type *type, CNode *call)
{
    const char *release = releaser_of(e, type);

    if (release == NULL) {
        c_push(e->arena, body, c_return(e->arena, call));
        return;
    }
    CNode *ok = c_name(e->arena, use(e, "NB_OK"));
    CNode *failure = c_if(e->arena, c_binary(e->arena, "!=", call, ok));
    CNode *value = c_unary(e->arena, "&", c_name(e->arena, "value"));

    c_push(e->arena, &failure->list,
           statement_of(e, c_call2(e->arena, release, c_name(e->arena, "ctx"), value)));
    c_push(e->arena, &failure->list, c_return(e->arena, c_name(e->arena, "NB_RAISED")));
    c_push(e->arena, body, failure);
    c_push(e->arena, body, c_return(e->arena, ok));
}

CNode *boxer_node(Emitter *e, const Type *type, const Type *dyn, const char *name)
{
    CNode *function = generated_function(e, use(e, "nb_status"), name);

    function->flags |= C_MUST_CHECK;
    (void)use(e, "NB_CHECKED");
    add_parameter(e, function, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    add_parameter(e, function, c_type(e, type), "value");
    add_parameter(e, function, pointer_type(e, dyn), "result");
    return function;
}

/* result->vtable = &Vec3_as_Sized; return nb_box(ctx, &(box_Vec3){1, value}, sizeof(box_Vec3),
 * &result->object); */
void fill_boxer(Emitter *e, CNode *function, const Type *type, const Type *dyn)
{
    const char *table = dyn_table(e, type, dyn->declaration);
    const char *box = box_type(e, type);
    CNode *boxed = c_new(e->arena, C_COMPOUND, (Span){0});
    bool is_named = e->options->names_blocks;
    CNode *call =
        c_call3(e->arena, use(e, is_named ? "nb_named_box" : "nb_box"), c_name(e->arena, "ctx"),
                c_unary(e->arena, "&", boxed), c_call1(e->arena, "sizeof", c_name(e->arena, box)));

    function->comment = "A copy of the value in a box. Raises MemoryError.";
    boxed->text = box;
    c_push(e->arena, &boxed->list, c_integer(e->arena, 1));
    c_push(e->arena, &boxed->list, c_name(e->arena, "value"));
    push_assignment(e, &function->left->list, member_of_pointer(e, "result", "vtable"),
                    c_unary(e->arena, "&", c_name(e->arena, table)));
    if (is_named) {
        const char *text = type_text(&e->program->types, type);

        c_push(e->arena, &call->list, c_string(e->arena, text, (uint32_t)strlen(text)));
    }
    c_push(e->arena, &call->list, c_unary(e->arena, "&", member_of_pointer(e, "result", "object")));
    return_box(e, &function->left->list, type, call);
}

/* --- the functions in tables --- */

/* How the method's self is had from the table's `void *self`. */
static CNode *self_argument(Emitter *e, const Function *method, const Type *type)
{
    CNode *self = c_name(e->arena, "self");

    if (type_is_reference(type)) {
        return self;
    }
    CNode *box = c_cast(e->arena, text_format(e, "%s *", box_type(e, type)), self);
    CNode *value = c_member(e->arena, c_unary(e->arena, "*", box), "value");
    return method->parameters.items[0]->is_reference ? c_unary(e->arena, "&", value) : value;
}

/* The call in the convention of the table, which some other impl's method may have asked for. */
static void adapt_call(Emitter *e, CNode *thunk, CNode *call, const Function *slot,
                       const Function *method)
{
    CNode *result = c_name(e->arena, "result");

    if (function_raises(slot) && has_result(slot)) {
        add_parameter(e, thunk, pointer_type(e, slot->result), "result");
    }
    if (function_raises(method)) {
        if (has_result(method)) {
            c_push(e->arena, &call->list, result);
        }
        return_call(e, thunk, call, true);
        return;
    }
    if (!function_raises(slot)) {
        return_call(e, thunk, call, has_result(slot));
        return;
    }
    if (has_result(method)) {
        push_assignment(e, &thunk->left->list, c_unary(e->arena, "*", result), call);
    } else {
        return_call(e, thunk, call, false);
    }
    c_push(e->arena, &thunk->left->list, c_return(e->arena, c_name(e->arena, use(e, "NB_OK"))));
}

static void push_context(Emitter *e, CNode *thunk, CNode *call, const Function *slot,
                         const Function *method)
{
    CNode *context = c_name(e->arena, "ctx");

    if (!function_takes_context(slot)) {
        return;
    }
    add_parameter(e, thunk, text_format(e, "%s *", use(e, "nb_context")), "ctx");
    if (function_takes_context(method)) {
        c_push(e->arena, &call->list, context);
    } else {
        c_push(e->arena, &thunk->left->list, statement_of(e, c_cast(e->arena, "void", context)));
    }
}

static void make_thunk(Emitter *e, const Function *slot, const Function *method, const char *name)
{
    CNode *thunk = generated_function(e, slot_result(e, slot), name);
    CNode *call = c_call(e->arena, method->symbol->c_name);
    const Type *type = method->implementation->type;

    thunk->comment = text_format(e, "%s, as tables have it.", method->symbol->c_name);
    declare_in_table(e, method);
    CNode *self = self_argument(e, method, type);
    push_context(e, thunk, call, slot, method);
    add_parameter(e, thunk, "void *", "self");
    c_push(e->arena, &call->list, self);
    push_forwarded(e, thunk, call, slot);
    adapt_call(e, thunk, call, slot, method);
    c_push(e->arena, e->code, thunk);
}

static const char *thunk_of(Emitter *e, const Function *slot, const Function *method)
{
    bool is_new;
    const char *name = made_name(e, text_format(e, "%s_dyn", method->symbol->c_name), &is_new);

    if (is_new) {
        make_thunk(e, slot, method, name);
    }
    return name;
}

/* --- tables --- */

static void push_slot_value(Emitter *e, const Symbol *trait, const Function *slot, void *data)
{
    const DynTable *table = data;
    const Implementation *implementation =
        implementation_of(e->program, table->type, slot->class_->symbol);
    const Function *method = implementation_method(implementation, slot->symbol->name);

    (void)trait;
    c_push(e->arena, &table->values->list, c_name(e->arena, thunk_of(e, slot, method)));
}

/* The methods, then the tables of the traits that the trait extends. */
static void fill_table(Emitter *e, DynTable *table)
{
    const SymbolList *ancestors = &table->trait->declaration->ancestors;

    each_slot(e, table->trait, push_slot_value, table);
    for (uint32_t i = 0; i < ancestors->count; i++) {
        const char *base = dyn_table(e, table->type, ancestors->items[i]);

        c_push(e->arena, &table->values->list, c_unary(e->arena, "&", c_name(e->arena, base)));
    }
}

const char *dyn_table(Emitter *e, const Type *type, const Symbol *trait)
{
    bool is_new;
    const char *name =
        made_name(e, text_format(e, "%s_as_%s", short_name(e, type), trait->c_name), &is_new);

    if (is_new) {
        DynTable table = {type, trait, c_new(e->arena, C_COMPOUND, (Span){0})};
        CNode *object = c_new(e->arena, C_OBJECT, (Span){0});

        (void)c_type(e, trait->type);
        fill_table(e, &table);
        LIST_PUSH(e->lasting, &e->tables, table);
        object->comment = text_format(e, "What %s has for %s.", type_text(&e->program->types, type),
                                      trait->name->text);
        object->flags = C_STATIC;
        object->text = text_format(e, "const struct %s", vtable_name(e, trait));
        object->name = name;
        object->left = table.values;
        c_push(e->arena, e->code, object);
    }
    return name;
}

/* --- conversions --- */

/* static inline dyn_B A_as_B(dyn_A self) { return (dyn_B){self.object, self.vtable->as_B}; } */
static const char *upcaster(Emitter *e, const Symbol *from, const Symbol *to)
{
    bool is_new;
    const char *name = made_name(e, text_format(e, "%s_as_%s", from->c_name, to->c_name), &is_new);

    if (is_new) {
        CNode *function = generated_function(e, c_type(e, to->type), name);
        CNode *self = c_name(e->arena, "self");
        CNode *table = c_unary(e->arena, "*", c_member(e->arena, self, "vtable"));
        CNode *value = c_new(e->arena, C_COMPOUND, (Span){0});

        function->comment = text_format(e, "The same as %s.", with_article(e, to));
        function->flags |= C_INLINE;
        add_parameter(e, function, c_type(e, from->type), "self");
        value->text = c_type(e, to->type);
        c_push(e->arena, &value->list, c_member(e->arena, self, "object"));
        c_push(e->arena, &value->list, c_member(e->arena, table, base_slot(e, to)));
        c_push(e->arena, &function->left->list, c_return(e->arena, value));
        c_push(e->arena, &e->type_functions, function);
    }
    return name;
}

CNode *reference_dyn(Emitter *e, CNode *value, const Type *type, const Symbol *trait, bool is_open)
{
    if (is_open && implementation_is_open(e->program, type, trait)) {
        return c_call1(e->arena, table_chooser(e, type, trait), value);
    }
    return dyn_value(e, trait->type, value, dyn_table(e, type, trait));
}

CNode *emit_dyn(Emitter *e, const Node *node)
{
    const Node *operand = node->convert.operand;
    const Symbol *trait = node->type->declaration;
    CNode *value = emit_expression(e, operand);

    if (operand->type->kind == TYPE_DYN) {
        return c_call1(e->arena, upcaster(e, operand->type->declaration, trait), value);
    }
    return reference_dyn(e, value, operand->type, trait, object_is_open(operand));
}

const char *converter_name(Emitter *e, const Type *type, const Symbol *trait, bool *is_new)
{
    return made_name(e, text_format(e, "%s_to_%s", short_name(e, type), trait->c_name), is_new);
}

CNode *emit_box(Emitter *e, const Node *node)
{
    const Type *type = node->convert.operand->type;
    bool is_new;
    const char *name = converter_name(e, type, node->type->declaration, &is_new);

    if (is_new) {
        CNode *function = boxer_node(e, type, node->type, name);

        fill_boxer(e, function, type, node->type);
        c_push(e->arena, e->code, function);
    }
    return c_call2(e->arena, name, context_of(e), emit_expression(e, node->convert.operand));
}
