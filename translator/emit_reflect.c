/* emit_reflect: what types are made of, at run time. A struct or class that says @reflect, or of
 * which a function asks, has an nb_description; a class's type object is the first member of its.
 *
 *     static const nb_field Vec3_fields[2] = {{"x", "float64", NB_KIND_FLOAT64, …}, …};
 *     static const nb_description Vec3_description = {{"Vec3", NULL}, NB_KIND_STRUCT, …};
 *
 * C callers get the descriptions of public types through functions in the header. */
#include "class.h"
#include "emit_internal.h"
#include "implementation.h"
#include "passes.h"

bool is_described(const Declaration *declaration)
{
    return declaration->symbol->kind == SYMBOL_CLASS ? root_class(declaration)->is_reflected
                                                     : declaration->is_reflected;
}

/* --- what a description holds --- */

static CNode *string_of(Emitter *e, const char *text)
{
    return c_string(e->arena, text, (uint32_t)strlen(text));
}

/* What the main module calls the type. */
static CNode *spelling_of(Emitter *e, const Type *type)
{
    Buffer text;

    buffer_open(&text, e->arena);
    type_print(&text, type, e->program->main);
    const char *spelling = arena_copy(e->arena, text.text, text.length);
    buffer_close(&text);
    return string_of(e, spelling);
}

static const char *kind_of(const Type *type)
{
    static const char *const kinds[] = {
#define SCALAR(KIND, name, c, header, bits, class) [TYPE_##KIND] = "NB_KIND_" #KIND,
#include "scalars.def"
#undef SCALAR
        [TYPE_STR] = "NB_KIND_STR",
        [TYPE_BYTES] = "NB_KIND_BYTES",
        [TYPE_TUPLE] = "NB_KIND_TUPLE",
        [TYPE_ARRAY] = "NB_KIND_ARRAY",
        [TYPE_OPTION] = "NB_KIND_OPTION",
        [TYPE_LIST] = "NB_KIND_LIST",
        [TYPE_SET] = "NB_KIND_SET",
        [TYPE_DICT] = "NB_KIND_DICT",
        [TYPE_STRUCT] = "NB_KIND_STRUCT",
        [TYPE_CLASS] = "NB_KIND_CLASS",
        [TYPE_EXCEPTION] = "NB_KIND_EXCEPTION",
    };
    bool is_listed = (size_t)type->kind < sizeof kinds / sizeof *kinds && kinds[type->kind] != NULL;

    return is_listed ? kinds[type->kind] : "NB_KIND_OTHER";
}

/* `static const TYPE NAME[N] = { … };`, or NULL where there are no values. */
static CNode *table_of(Emitter *e, const char *type, const char *name, CNode *values)
{
    CNode *object = c_new(e->arena, C_OBJECT, (Span){0});

    if (values->list.count == 0) {
        return c_name(e->arena, "NULL");
    }
    object->flags = C_STATIC;
    object->text = type;
    object->name = text_format(e, "%s[%u]", name, values->list.count);
    object->left = values;
    c_push(e->arena, e->code, object);
    return c_name(e->arena, name);
}

static CNode *description_object(Emitter *e, const Type *type);

/* {"radius", "float64", NB_KIND_FLOAT64, offsetof(Circle, radius), sizeof(double), NULL} */
static CNode *describe_field(Emitter *e, const Type *type, const Symbol *field, const char *path)
{
    CNode *values = c_new(e->arena, C_COMPOUND, field->span);
    bool is_struct = field->type->kind == TYPE_STRUCT;

    c_push(e->arena, &values->list, string_of(e, field->name->text));
    c_push(e->arena, &values->list, spelling_of(e, field->type));
    c_push(e->arena, &values->list, c_name(e->arena, kind_of(field->type)));
    c_push(e->arena, &values->list,
           c_call2(e->arena, "offsetof", c_name(e->arena, type->declaration->c_name),
                   c_name(e->arena, path)));
    c_push(e->arena, &values->list,
           c_call1(e->arena, "sizeof", c_name(e->arena, c_type(e, field->type))));
    c_push(e->arena, &values->list,
           is_struct ? description_object(e, field->type) : c_name(e->arena, "NULL"));
    return values;
}

/* The fields of the bases first. */
static void describe_fields(Emitter *e, CNode *values, const Declaration *declaration,
                            const Declaration *owner)
{
    const Type *type = declaration->symbol->type;
    bool is_class = type->kind == TYPE_CLASS;

    if (is_class && class_base(owner) != NULL) {
        describe_fields(e, values, declaration, class_base(owner));
    }
    for (uint32_t i = 0; i < owner->fields.count; i++) {
        const Symbol *field = owner->fields.items[i];
        const char *path =
            is_class ? class_field_path(e, declaration, owner, field) : field_name(e, field);

        c_push(e->arena, &values->list, describe_field(e, type, field, path));
    }
}

static void push_method_names(Emitter *e, CNode *values, const FunctionList *methods)
{
    for (uint32_t i = 0; i < methods->count; i++) {
        if (methods->items[i]->overrides == NULL && methods->items[i]->kind == FUNCTION_DEFINED) {
            c_push(e->arena, &values->list, string_of(e, methods->items[i]->symbol->name->text));
        }
    }
}

/* Calls `act` for each impl that gives the type something, a class's bases' first. */
static void each_implementation(Emitter *e, CNode *values, const Type *type,
                                void (*act)(Emitter *e, CNode *values, const Implementation *given))
{
    const Type *base = implementation_base(e->program, type);

    if (base != NULL) {
        each_implementation(e, values, base, act);
    }
    for (uint32_t m = 0; m < e->program->modules.count; m++) {
        const Module *module = e->program->modules.items[m];

        for (uint32_t i = 0; i < module->implementations.count; i++) {
            if (module->implementations.items[i]->type == type) {
                act(e, values, module->implementations.items[i]);
            }
        }
    }
}

static void push_given_methods(Emitter *e, CNode *values, const Implementation *given)
{
    push_method_names(e, values, &given->methods);
}

static void push_trait(Emitter *e, CNode *values, const Implementation *given)
{
    if (given->trait != NULL) {
        c_push(e->arena, &values->list, string_of(e, source_name(given->trait)));
    }
}

static void push_class_methods(Emitter *e, CNode *values, const Declaration *class_)
{
    if (class_base(class_) != NULL) {
        push_class_methods(e, values, class_base(class_));
    }
    push_method_names(e, values, &class_->methods);
}

/* Names, then NULL. */
static CNode *names_table(Emitter *e, const char *name, CNode *values)
{
    if (values->list.count > 0) {
        c_push(e->arena, &values->list, c_name(e->arena, "NULL"));
    }
    return table_of(e, "const char *const", name, values);
}

/* The alignment, from a struct that holds a value behind a byte. */
static CNode *alignment_of(Emitter *e, const Type *type, const char *name)
{
    const char *tag = file_name(e, text_format(e, "%s_alignment", name));
    CNode *structure = new_struct(e, tag, (Span){0});

    structure->flags |= C_TAGGED;
    add_member(e, structure, "char", "byte");
    add_member(e, structure, type->declaration->c_name, "value");
    c_push(e->arena, e->code, structure);
    return c_call2(e->arena, "offsetof", c_name(e->arena, text_format(e, "struct %s", tag)),
                   c_name(e->arena, "value"));
}

static const char *c_struct(Emitter *e, const Type *type)
{
    (void)c_type(e, type);
    return type->declaration->c_name;
}

void fill_description(Emitter *e, CNode *description, const Declaration *declaration)
{
    const Type *type = declaration->symbol->type;
    const char *name = c_struct(e, type);
    CNode *parts[] = {c_new(e->arena, C_COMPOUND, (Span){0}),
                      c_new(e->arena, C_COMPOUND, (Span){0}),
                      c_new(e->arena, C_COMPOUND, (Span){0})};

    describe_fields(e, parts[0], declaration, declaration);
    if (type->kind == TYPE_CLASS) {
        push_class_methods(e, parts[1], declaration);
    }
    each_implementation(e, parts[1], type, push_given_methods);
    each_implementation(e, parts[2], type, push_trait);
    CNode *count = c_integer(e->arena, parts[0]->list.count);
    CNode *values[] = {
        c_name(e->arena, kind_of(type)),
        c_call1(e->arena, "sizeof", c_name(e->arena, name)),
        alignment_of(e, type, name),
        count,
        table_of(e, "const nb_field", file_name(e, text_format(e, "%s_fields", name)), parts[0]),
        names_table(e, file_name(e, text_format(e, "%s_method_names", name)), parts[1]),
        names_table(e, file_name(e, text_format(e, "%s_traits", name)), parts[2]),
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        c_push(e->arena, &description->list, values[i]);
    }
    runtime_use_header(e->runtime, "stddef.h");
}

/* --- the descriptions of structs --- */

static CNode *address_of_description(Emitter *e, const Type *type)
{
    const char *name = made_name(e, text_format(e, "%s_description", c_struct(e, type)), NULL);

    return c_unary(e->arena, "&", c_name(e->arena, name));
}

/* Those of its fields stand before it. */
static CNode *description_object(Emitter *e, const Type *type)
{
    CNode *address = address_of_description(e, type);
    const char *name = address->left->text;

    if (made_before(e, text_format(e, "%s {}", name))) {
        return address;
    }
    CNode *object = c_new(e->arena, C_OBJECT, type->declaration->span);
    CNode *head = c_new(e->arena, C_COMPOUND, (Span){0});

    object->flags = C_STATIC;
    object->text = text_format(e, "const %s", use(e, "nb_description"));
    object->name = name;
    object->left = c_new(e->arena, C_COMPOUND, (Span){0});
    c_push(e->arena, &head->list, string_of(e, source_name(type->declaration)));
    c_push(e->arena, &head->list, c_name(e->arena, "NULL"));
    c_push(e->arena, &object->left->list, head);
    fill_description(e, object->left, type->declaration->declaration);
    c_push(e->arena, e->code, object);
    return address;
}

void emit_descriptions(Emitter *e)
{
    for (uint32_t i = 0; i < e->described.count; i++) {
        (void)description_object(e, e->described.items[i]);
    }
}

/* The address of what describes the type; a class's own is asked for where a value is there. */
static CNode *description_of(Emitter *e, const Type *type)
{
    (void)use(e, "nb_description");
    if (type->kind == TYPE_CLASS) {
        (void)c_type(e, type);
        return c_unary(e->arena, "&", class_type_object(e, type->declaration->declaration));
    }
    if (!made_before(e, text_format(e, "&%s_description", c_struct(e, type)))) {
        LIST_PUSH(e->lasting, &e->described, type);
    }
    return address_of_description(e, type);
}

/* --- what asks for them --- */

/* Where the value stands: of a struct that is no place, in a literal. */
static CNode *address_of_value(Emitter *e, const Node *value)
{
    CNode *emitted = emit_expression(e, value);

    if (value->type->kind == TYPE_CLASS) {
        return emitted;
    }
    if (value->kind == NODE_NAME || value->kind == NODE_FIELD) {
        return address_of(e, emitted);
    }
    CNode *literal = c_new(e->arena, C_COMPOUND, value->span);
    literal->text = text_format(e, "%s[1]", c_type(e, value->type));
    c_push(e->arena, &literal->list, emitted);
    return literal;
}

/* `nb_status name(ctx, type, value, name, T *result)`: nb_get_field of a value that is owned. */
static const char *owning_getter(Emitter *e, const Type *type)
{
    bool is_new;
    const char *name = made_name(e, text_format(e, "get_%s_field", short_name(e, type)), &is_new);

    if (!is_new) {
        return name;
    }
    CNode *function = generated_function(e, use(e, "nb_status"), name);
    CNode *call = c_call(e->arena, use(e, "nb_get_field"));
    static const char *const parameters[][2] = {{"nb_context *", "ctx"},
                                                {"const nb_description *", "type"},
                                                {"const void *", "address"},
                                                {"nb_str", "name"}};
    CNode *result = c_name(e->arena, "result");
    CNode *place = c_unary(e->arena, "*", result);

    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        add_parameter(e, function, parameters[i][0], parameters[i][1]);
        c_push(e->arena, &call->list, c_name(e->arena, parameters[i][1]));
    }
    add_parameter(e, function, text_format(e, "%s *", c_type(e, type)), "result");
    c_push(e->arena, &call->list, spelling_of(e, type));
    c_push(e->arena, &call->list, result);
    CNode *failed = c_if(e->arena, c_binary(e->arena, "!=", call, c_name(e->arena, "NB_OK")));
    c_push(e->arena, &failed->list, c_return(e->arena, c_name(e->arena, "NB_RAISED")));
    c_push(e->arena, &function->left->list, failed);
    c_push(e->arena, &function->left->list,
           c_assign(e->arena, place, "=", c_call1(e->arena, retainer_of(e, type), place)));
    c_push(e->arena, &function->left->list, c_return(e->arena, c_name(e->arena, "NB_OK")));
    c_push(e->arena, &e->type_functions, function);
    return name;
}

static const char *getter_of(Emitter *e, const Type *type)
{
    bool is_owned = counts_references(e->program) && type_is_managed(type);

    return is_owned ? owning_getter(e, type) : use(e, "nb_get_field");
}

static const char *function_that_asks(Emitter *e, const Node *node)
{
    switch (node->builtin.id) {
    case BUILTIN_FIELDS: return template_function(e, node->type, "of_fields");
    case BUILTIN_FIELD_TYPE: return use(e, "nb_field_type");
    default: return getter_of(e, node->type);
    }
}

CNode *emit_reflection(Emitter *e, const Node *node)
{
    const Node *value = node->builtin.arguments.items[0];
    const char *function = function_that_asks(e, node);
    CNode *call = c_call(e->arena, function);

    c_push(e->arena, &call->list, context_of(e));
    c_push(e->arena, &call->list, description_of(e, value->type));
    c_push(e->arena, &call->list, address_of_value(e, value));
    if (node->builtin.arguments.count > 1) {
        c_push(e->arena, &call->list, emit_value(e, node->builtin.arguments.items[1]));
    }
    if (node->builtin.id == BUILTIN_GET_FIELD && strcmp(function, "nb_get_field") == 0) {
        c_push(e->arena, &call->list, spelling_of(e, node->type));
    }
    return call;
}

/* --- for C callers --- */

static bool is_offered(const Declaration *declaration)
{
    SymbolKind kind = declaration->symbol->kind;

    return (kind == SYMBOL_CLASS || kind == SYMBOL_STRUCT) && declaration->is_reflected &&
           declaration->symbol->is_public;
}

static CNode *public_function(Emitter *e, const char *result, const char *name, const char *what)
{
    CNode *function = c_new(e->arena, C_FUNCTION, (Span){0});

    function->text = result;
    function->name = name;
    function->comment = what;
    (void)use(e, "nb_description");
    return function;
}

/* `const nb_description *shapes_Circle_description(void)` */
static CNode *describing_function(Emitter *e, const Declaration *declaration)
{
    const char *name = declaration->symbol->name->text;

    return public_function(
        e, "const nb_description *",
        text_format(e, "%s_%s_description", declaration->symbol->module->name->text, name),
        text_format(e, "What a %s is made of.", name));
}

static CNode *object_function(Emitter *e)
{
    CNode *function =
        public_function(e, "const nb_description *",
                        text_format(e, "%s_object_description", e->program->main->name->text),
                        "What an object of a class that is described is made of.");

    add_parameter(e, function, "const void *", "object");
    return function;
}

static CNode *field_function(Emitter *e)
{
    CNode *function = public_function(
        e, "const nb_field *", text_format(e, "%s_find_field", e->program->main->name->text),
        "The field of that name, the type's own or inherited, or NULL.");

    add_parameter(e, function, "const nb_description *", "type");
    add_parameter(e, function, "const char *", "name");
    return function;
}

/* Calls `act` for each function that C callers get, with the type that it describes or NULL. */
static void each_offered(Emitter *e, CNodeList *nodes,
                         void (*act)(Emitter *e, CNodeList *nodes, CNode *function,
                                     const Type *type))
{
    bool is_found = false;

    for (uint32_t m = 0; m < e->program->modules.count; m++) {
        const Module *module = e->program->modules.items[m];

        for (uint32_t i = 0; i < module->declarations.count; i++) {
            const Declaration *declaration = module->declarations.items[i];

            if (is_offered(declaration)) {
                is_found = true;
                act(e, nodes, describing_function(e, declaration), declaration->symbol->type);
            }
        }
    }
    if (is_found) {
        act(e, nodes, object_function(e), NULL);
        act(e, nodes, field_function(e), NULL);
    }
}

static void push_prototype(Emitter *e, CNodeList *nodes, CNode *function, const Type *type)
{
    (void)type;
    function->comment = e->is_header ? function->comment : NULL;
    c_push(e->arena, nodes, function);
}

void push_description_prototypes(Emitter *e, CNodeList *prototypes)
{
    each_offered(e, prototypes, push_prototype);
}

/* &Circle_type; *(const nb_type …) of the object; the runtime's search. */
static CNode *answer_of(Emitter *e, const CNode *function, const Type *type)
{
    CNode *first;

    if (type != NULL) {
        return description_of(e, type);
    }
    first = c_name(e->arena, function->parameters.items[0]->left->text);
    if (function->parameters.count == 1) {
        return c_call1(e->arena, use(e, "nb_description_of_object"), first);
    }
    CNode *name = c_name(e->arena, "name");
    runtime_use_header(e->runtime, "string.h");
    return c_call3(e->arena, use(e, "nb_find_field"), first, name,
                   c_call1(e->arena, "strlen", name));
}

static void push_definition(Emitter *e, CNodeList *nodes, CNode *function, const Type *type)
{
    function->left = c_new(e->arena, C_BLOCK, (Span){0});
    c_push(e->arena, &function->left->list, c_return(e->arena, answer_of(e, function, type)));
    c_push(e->arena, nodes, function);
}

void emit_description_functions(Emitter *e)
{
    each_offered(e, e->code, push_definition);
}
