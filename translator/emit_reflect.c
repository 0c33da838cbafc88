/* emit_reflect: what asks, at run time, what types are made of; emit_description.c makes the
 * answers. C callers get the descriptions of public types through functions in the header. */
#include "emit_internal.h"
#include "passes.h"

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

    function->comment =
        "The field of that name, which now has one more owner. Raises TypeError and "
        "AttributeError.";
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
    case BUILTIN_METHODS: return template_function(e, node->type, "of_methods");
    case BUILTIN_TRAITS: return template_function(e, node->type, "of_traits");
    case BUILTIN_FIELD_TYPE: return use(e, "nb_field_type");
    case BUILTIN_METHOD_TYPE: return use(e, "nb_method_type");
    case BUILTIN_HAS_TRAIT: return use(e, "nb_has_trait");
    default: return getter_of(e, node->type);
    }
}

CNode *emit_reflection(Emitter *e, const Node *node)
{
    const Node *value = node->builtin.arguments.items[0];
    const char *function = function_that_asks(e, node);
    CNode *call = c_call(e->arena, function);

    if (node->builtin.id != BUILTIN_HAS_TRAIT) {
        c_push(e->arena, &call->list, context_of(e));
    }
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
        text_format(e, "What %s is made of.", with_article(e, declaration->symbol)));
}

/* A function of the runtime that C callers get under a name of the module. */
typedef struct Question {
    const char *function, *result, *name;
    const char *parameters[2]; /* their types; the second NULL: there is one */
    const char *what;
} Question;

static const Question questions[] = {
    {"nb_description_of_object",
     "const nb_description *",
     "%s_object_description",
     {"const void *", NULL},
     "What an object of a class that is described is made of."},
    {"nb_find_field",
     "const nb_field *",
     "%s_find_field",
     {"const nb_description *", "const char *"},
     "The field of that name, the type's own or inherited, or NULL."},
    {"nb_find_method",
     "const nb_method *",
     "%s_find_method",
     {"const nb_description *", "const char *"},
     "The method of that name, the type's own or inherited, or NULL."},
    {"nb_find_trait",
     "bool",
     "%s_find_trait",
     {"const nb_description *", "const char *"},
     "Has the type, or what it derives from, the trait of that name?"},
};

static CNode *asking_function(Emitter *e, const Question *question)
{
    const char *module = e->program->main->name->text;
    CNode *function = public_function(e, question->result, text_format(e, question->name, module),
                                      question->what);
    bool is_search = question->parameters[1] != NULL;

    add_parameter(e, function, question->parameters[0], is_search ? "type" : "object");
    if (is_search) {
        add_parameter(e, function, question->parameters[1], "name");
    }
    if (strcmp(question->result, "bool") == 0) {
        runtime_use_header(e->runtime, "stdbool.h");
    }
    return function;
}

/* Receives a function that C callers get: it gives the type's description, or asks. */
typedef void TakeOffered(Emitter *e, CNodeList *nodes, CNode *function, const Type *type,
                         const Question *question);

static void each_offered(Emitter *e, CNodeList *nodes, TakeOffered *take)
{
    bool is_found = false;

    for (uint32_t m = 0; m < e->program->modules.count; m++) {
        const Module *module = e->program->modules.items[m];

        for (uint32_t i = 0; i < module->declarations.count; i++) {
            const Declaration *declaration = module->declarations.items[i];

            if (is_offered(declaration)) {
                is_found = true;
                take(e, nodes, describing_function(e, declaration), declaration->symbol->type,
                     NULL);
            }
        }
    }
    for (size_t i = 0; is_found && i < sizeof questions / sizeof *questions; i++) {
        take(e, nodes, asking_function(e, &questions[i]), NULL, &questions[i]);
    }
}

static void push_prototype(Emitter *e, CNodeList *nodes, CNode *function, const Type *type,
                           const Question *question)
{
    (void)type;
    (void)question;
    function->comment = e->is_header ? function->comment : NULL;
    c_push(e->arena, nodes, function);
}

void push_description_prototypes(Emitter *e, CNodeList *prototypes)
{
    each_offered(e, prototypes, push_prototype);
}

static CNode *ask(Emitter *e, const Question *question)
{
    CNode *call = c_call(e->arena, use(e, question->function));
    CNode *name = c_name(e->arena, "name");

    if (question->parameters[1] == NULL) {
        c_push(e->arena, &call->list, c_name(e->arena, "object"));
        return call;
    }
    runtime_use_header(e->runtime, "string.h");
    c_push(e->arena, &call->list, c_name(e->arena, "type"));
    c_push(e->arena, &call->list, name);
    c_push(e->arena, &call->list, c_call1(e->arena, "strlen", name));
    return call;
}

static void push_definition(Emitter *e, CNodeList *nodes, CNode *function, const Type *type,
                            const Question *question)
{
    CNode *answer = type != NULL ? description_of(e, type) : ask(e, question);

    function->left = c_new(e->arena, C_BLOCK, (Span){0});
    c_push(e->arena, &function->left->list, c_return(e->arena, answer));
    c_push(e->arena, nodes, function);
}

void emit_description_functions(Emitter *e)
{
    each_offered(e, e->code, push_definition);
}
