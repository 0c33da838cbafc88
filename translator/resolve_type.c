/* Type forms as written to interned types. */
#include "resolve.h"

#include "key_type.h"

typedef struct TypeName {
    const char *name;
    const Type *(*make)(Resolver *resolver, const struct TypeName *row, Node *form);
    TypeKind kind; /* of a type without arguments */
} TypeName;

static const Type *type_error(const Resolver *resolver)
{
    return resolver->program->types.scalar[TYPE_ERROR];
}

static bool has_arguments(Resolver *resolver, const Node *form, uint32_t fewest, uint32_t most)
{
    Diagnostics *diagnostics = &resolver->program->diagnostics;
    uint32_t count = form_parts(form)->arguments.count;
    const char *name = form->type_form.name->text;

    if (count >= fewest && count <= most) {
        return true;
    }
    if (most == 0) {
        report_error(diagnostics, form->span, "'%s' takes no type arguments", name);
    } else {
        report_error(diagnostics, form->span, "expected %s%u type argument%s for '%s', saw %u",
                     fewest < most ? "at least " : "", fewest, fewest == 1 ? "" : "s", name, count);
        if (count == 0 && fewest == most) {
            report_help(diagnostics, "write %s%s", name,
                        most == 1 ? "[float64]" : "[str, float64]");
        }
    }
    return false;
}

/* The type of a place that holds a value. */
static const Type *value_type(Resolver *resolver, const Node *form, const Type *type)
{
    if (type == NULL || type->kind != TYPE_NONE) {
        return type;
    }
    report_error(&resolver->program->diagnostics, form->span,
                 "'none' is only what a function gives that returns nothing");
    return type_error(resolver);
}

static const Type *make_plain(Resolver *resolver, const TypeName *row, Node *form)
{
    return has_arguments(resolver, form, 0, 0) ? resolver->program->types.scalar[row->kind]
                                               : type_error(resolver);
}

static const Type *make_str(Resolver *resolver, const TypeName *row, Node *form)
{
    (void)row;
    return has_arguments(resolver, form, 0, 0) ? resolver->program->types.str
                                               : type_error(resolver);
}

static const Type *make_bytes(Resolver *resolver, const TypeName *row, Node *form)
{
    (void)row;
    return has_arguments(resolver, form, 0, 0) ? resolver->program->types.bytes
                                               : type_error(resolver);
}

static const Type *make_char(Resolver *resolver, const TypeName *row, Node *form)
{
    (void)row;
    report_error(&resolver->program->diagnostics, form->span, "'char' stands only in ptr[char]");
    return type_error(resolver);
}

static const Type *make_unsupported(Resolver *resolver, const TypeName *row, Node *form)
{
    (void)row;
    report_unsupported(&resolver->program->diagnostics, form->span, form->type_form.name->text);
    return type_error(resolver);
}

/* A type within another, where nothing may be left out. */
static const Type *whole_type(Resolver *resolver, Node *form)
{
    const Type *type = NULL;

    if (form->kind == NODE_TYPE) {
        type = resolve_type(resolver, form);
    }
    if (type == NULL) {
        report_error(&resolver->program->diagnostics, form->span, "expected a type");
        return type_error(resolver);
    }
    return type;
}

const Type *resolve_argument_type(Resolver *resolver, Node *form)
{
    return value_type(resolver, form, whole_type(resolver, form));
}

/* option[T], list[T] */
static const Type *make_holder(Resolver *resolver, const TypeName *row, Node *form)
{
    Types *types = &resolver->program->types;

    if (!has_arguments(resolver, form, 1, 1)) {
        return type_error(resolver);
    }
    const Type *element = resolve_argument_type(resolver, form_parts(form)->arguments.items[0]);
    if (element->kind == TYPE_ERROR) {
        return element;
    }
    return row->kind == TYPE_OPTION ? type_option(types, element) : type_list(types, element);
}

/* The type of a key. */
static const Type *resolve_key_type(Resolver *resolver, Node *form)
{
    const Type *key = resolve_argument_type(resolver, form);
    const Type *unfit = key_type_unfit(key);

    if (unfit == NULL) {
        return key;
    }
    report_unfit_key(resolver->program, form->span, key, unfit);
    return type_error(resolver);
}

static const Type *make_set(Resolver *resolver, const TypeName *row, Node *form)
{
    (void)row;
    if (!has_arguments(resolver, form, 1, 1)) {
        return type_error(resolver);
    }
    const Type *element = resolve_key_type(resolver, form_parts(form)->arguments.items[0]);
    return element->kind == TYPE_ERROR ? element : type_set(&resolver->program->types, element);
}

static const Type *make_dict(Resolver *resolver, const TypeName *row, Node *form)
{
    (void)row;
    if (!has_arguments(resolver, form, 2, 2)) {
        return type_error(resolver);
    }
    const Type *key = resolve_key_type(resolver, form_parts(form)->arguments.items[0]);
    const Type *value = resolve_argument_type(resolver, form_parts(form)->arguments.items[1]);
    if (key->kind == TYPE_ERROR || value->kind == TYPE_ERROR) {
        return type_error(resolver);
    }
    return type_dict(&resolver->program->types, key, value);
}

static const Type *make_tuple(Resolver *resolver, const TypeName *row, Node *form)
{
    const NodeList *arguments = &form_parts(form)->arguments;
    Arena *scratch = &resolver->program->scratch;
    const Type **items = arena_alloc(scratch, (arguments->count + 1) * sizeof *items);
    bool is_whole = has_arguments(resolver, form, 1, UINT32_MAX);

    (void)row;
    for (uint32_t i = 0; i < arguments->count; i++) {
        items[i] = whole_type(resolver, arguments->items[i]);
        is_whole = is_whole && items[i]->kind != TYPE_ERROR;
    }
    return is_whole ? type_tuple(&resolver->program->types, items, arguments->count)
                    : type_error(resolver);
}

static bool read_rank(Resolver *resolver, const Node *node, uint16_t *rank)
{
    if (node->kind != NODE_INTEGER || node->integer.value < 1 || node->integer.value > MOST_AXES) {
        report_error(&resolver->program->diagnostics, node->span,
                     "expected the number of axes, 1 to %d", MOST_AXES);
        return false;
    }
    *rank = (uint16_t)node->integer.value;
    return true;
}

/* array[T, N]: the parameter N of the generic around, or NULL. */
static const Type *rank_parameter(const Node *node)
{
    const Binding *binding = node->kind == NODE_TYPE && node->type_form.name != NULL &&
                                     form_parts(node)->qualifier == NULL
                                 ? node->type_form.name->binding
                                 : NULL;
    const Symbol *symbol = binding == NULL ? NULL : binding->symbol;
    bool is_number = symbol != NULL && symbol->kind == SYMBOL_TYPE_PARAMETER &&
                     symbol->parameter->is_number && form_parts(node)->arguments.count == 0;

    return is_number ? symbol->type : NULL;
}

static bool is_strided_word(const Resolver *resolver, const Node *node)
{
    return node->kind == NODE_TYPE &&
           node->type_form.name == name_of(&resolver->program->names, "strided");
}

static const Type *make_array(Resolver *resolver, const TypeName *row, Node *form)
{
    const NodeList *arguments = &form_parts(form)->arguments;
    const Type *open_rank = NULL;
    uint16_t rank = 0;

    (void)row;
    if (!has_arguments(resolver, form, 2, 3)) {
        report_help(&resolver->program->diagnostics,
                    "write array[float64, 1]: the type of the elements and the number of axes");
        return type_error(resolver);
    }
    open_rank = rank_parameter(arguments->items[1]);
    if (open_rank == NULL && !read_rank(resolver, arguments->items[1], &rank)) {
        return type_error(resolver);
    }
    if (arguments->count == 3 && !is_strided_word(resolver, arguments->items[2])) {
        report_error(&resolver->program->diagnostics, arguments->items[2]->span,
                     "expected 'strided' after the number of axes");
        return type_error(resolver);
    }
    const Type *element = resolve_argument_type(resolver, arguments->items[0]);
    if (element->kind == TYPE_ERROR) {
        return element;
    }
    if (open_rank != NULL) {
        return type_array_open(&resolver->program->types, element, open_rank,
                               arguments->count == 3);
    }
    return type_array(&resolver->program->types, element, rank, arguments->count == 3);
}

static bool is_char_word(const Node *node)
{
    return node->kind == NODE_TYPE && node->type_form.name != NULL &&
           node->type_form.name->binding != NULL &&
           node->type_form.name->binding->type_name != NULL &&
           node->type_form.name->binding->type_name->make == make_char;
}

static const Type *make_ptr(Resolver *resolver, const TypeName *row, Node *form)
{
    Types *types = &resolver->program->types;

    (void)row;
    if (!has_arguments(resolver, form, 1, 1)) {
        return type_error(resolver);
    }
    Node *target = form_parts(form)->arguments.items[0];
    if (is_char_word(target)) {
        return type_ptr(types, types->scalar[TYPE_CHAR]);
    }
    const Type *type = whole_type(resolver, target);
    return type->kind == TYPE_ERROR ? type : type_ptr(types, type);
}

static const Type *make_dyn_type(Resolver *resolver, const TypeName *row, Node *form)
{
    (void)row;
    return has_arguments(resolver, form, 1, 1) ? make_dyn(resolver, form) : type_error(resolver);
}

static const TypeName type_names[] = {
    {"none", make_plain, TYPE_NONE},
#define SCALAR(KIND, name, c, header, bits, class) {name, make_plain, TYPE_##KIND},
#include "scalars.def"
#undef SCALAR
    {"str", make_str, TYPE_STR},
    {"char", make_char, TYPE_CHAR},
    {"tuple", make_tuple, TYPE_TUPLE},
    {"array", make_array, TYPE_ARRAY},
    {"ptr", make_ptr, TYPE_PTR},
    {"dyn", make_dyn_type, TYPE_DYN},
    {"bytes", make_bytes, TYPE_BYTES},
    {"option", make_holder, TYPE_OPTION},
    {"list", make_holder, TYPE_LIST},
    {"set", make_set, TYPE_SET},
    {"dict", make_dict, TYPE_DICT},
    {"object", make_unsupported, TYPE_ERROR},
    {"task", make_unsupported, TYPE_ERROR},
    {"chan", make_unsupported, TYPE_ERROR},
    {"shared", make_unsupported, TYPE_ERROR},
    {"owned", make_unsupported, TYPE_ERROR},
};

void bind_types(Resolver *resolver)
{
    for (size_t i = 0; i < sizeof type_names / sizeof type_names[0]; i++) {
        Name *name = name_of(&resolver->program->names, type_names[i].name);

        scope_bind(&resolver->scopes, name);
        name->binding->type_name = &type_names[i];
    }
}

/* Is it derived from another of the list, or the same as one before it? */
static bool is_named_already(const Type *const *types, uint32_t count, uint32_t position)
{
    const Symbol *exception = types[position]->declaration;

    for (uint32_t i = 0; i < count; i++) {
        const Symbol *other = types[i]->declaration;

        if (i != position && exception_is(exception, other) &&
            (other != exception || i < position)) {
            return true;
        }
    }
    return false;
}

static int compare_exceptions(const Type *a, const Type *b)
{
    const Symbol *first = a->declaration;
    const Symbol *second = b->declaration;
    int order = strcmp(first->name->text, second->name->text);
    bool have_modules = first->module != NULL && second->module != NULL;

    return order != 0 || !have_modules
               ? order
               : strcmp(first->module->name->text, second->module->name->text);
}

/* The types, sorted and without those that others cover: clauses that mean the same are one. */
static const Type *settled_clause(Program *program, const Type *const *types, uint32_t count)
{
    const Type **kept = arena_alloc(&program->scratch, (count + 1) * sizeof *kept);
    uint32_t kept_count = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (!is_named_already(types, count, i)) {
            uint32_t at = kept_count++;

            for (; at > 0 && compare_exceptions(types[i], kept[at - 1]) < 0; at--) {
                kept[at] = kept[at - 1];
            }
            kept[at] = types[i];
        }
    }
    return type_tuple(&program->types, kept, kept_count);
}

/* What the raises clause of fn(A) -> R raises (E, F) names. */
static const Type *clause_of(Resolver *resolver, const Node *form)
{
    const NodeList *names = &form_parts(form)->raises->list;
    const Type **types =
        arena_alloc(&resolver->program->scratch, (names->count + 1) * sizeof *types);
    uint32_t count = 0;

    for (uint32_t i = 0; i < names->count; i++) {
        const Symbol *symbol = find_exception(resolver, names->items[i]);

        if (symbol != NULL) {
            types[count++] = symbol->type;
        }
    }
    return settled_clause(resolver->program, types, count);
}

/* fn(A, B) -> R */
static const Type *make_fn(Resolver *resolver, Node *form)
{
    const NodeList *parameters = &form_parts(form)->arguments;
    Program *program = resolver->program;
    const Type **signature =
        arena_alloc(&program->scratch, (parameters->count + 1) * sizeof *signature);
    bool is_whole = true;

    for (uint32_t i = 0; i < parameters->count; i++) {
        signature[i] = resolve_argument_type(resolver, parameters->items[i]);
        is_whole = is_whole && signature[i]->kind != TYPE_ERROR;
    }
    signature[parameters->count] = form_parts(form)->result == NULL
                                       ? program->types.scalar[TYPE_NONE]
                                       : whole_type(resolver, form_parts(form)->result);
    is_whole = is_whole && signature[parameters->count]->kind != TYPE_ERROR;
    if (!is_whole) {
        return type_error(resolver);
    }
    const Type *type = type_fn(&program->types, signature, parameters->count);
    return form_parts(form)->raises == NULL
               ? type
               : type_fn_raising(&program->types, type, clause_of(resolver, form));
}

static const Type *declared_type(Resolver *resolver, Symbol *symbol, Node *form)
{
    Program *program = resolver->program;

    if (symbol->kind == SYMBOL_TYPE_PARAMETER) {
        return resolve_parameter_type(resolver, symbol, form);
    }
    if (symbol->kind == SYMBOL_TRAIT) {
        report_error(&program->diagnostics, form->span, "'%s' is a trait, not a type",
                     symbol->name->text);
        report_help(&program->diagnostics, "write dyn %s", symbol->name->text);
        return type_error(resolver);
    }
    if (symbol->kind != SYMBOL_STRUCT && symbol->kind != SYMBOL_EXCEPTION &&
        symbol->kind != SYMBOL_CLASS) {
        report_error(&program->diagnostics, form->span, "'%s' is not a type", symbol->name->text);
        return type_error(resolver);
    }
    if (type_parameters_of(symbol)->count > 0) {
        return resolve_applied_type(resolver, symbol, form);
    }
    if (form_parts(form)->arguments.count > 0) {
        report_error(&program->diagnostics, form->span, "'%s' takes no type arguments",
                     symbol->name->text);
        return type_error(resolver);
    }
    return symbol->type;
}

static const Type *named_type(Resolver *resolver, Node *form)
{
    Meaning meaning = find_type_meaning(resolver, form);

    if (meaning.symbol != NULL) {
        return declared_type(resolver, meaning.symbol, form);
    }
    if (meaning.type_name != NULL) {
        return meaning.type_name->make(resolver, meaning.type_name, form);
    }
    if (meaning.builtin != BUILTIN_NOT_ONE) {
        report_error(&resolver->program->diagnostics, form->span, "'%s' is not a type",
                     form->type_form.name->text);
    }
    return type_error(resolver);
}

const Type *resolve_type(Resolver *resolver, Node *form)
{
    if (form == NULL) {
        return NULL;
    }
    if (form->type == NULL) {
        const Name *name = form->type_form.name;

        if (name != NULL && name->length == 1 && name->text[0] == '?') {
            return NULL;
        }
        form->type = name == NULL ? make_fn(resolver, form) : named_type(resolver, form);
    }
    return form->type;
}

const Type *resolve_value_type(Resolver *resolver, Node *form)
{
    return value_type(resolver, form, resolve_type(resolver, form));
}

static Node *named_form(Resolver *resolver, const Node *expression, Name *qualifier, Name *name)
{
    Node *form = node_new(resolver->program, NODE_TYPE, expression->span);

    form->type_form.name = name;
    if (qualifier != NULL) {
        form_own_parts(resolver->program, form)->qualifier = qualifier;
    }
    return form;
}

static Node *indexed_form(Resolver *resolver, const Node *expression)
{
    Node *form = type_form_of(resolver, expression->index.base);

    if (form->kind != NODE_TYPE) {
        return form;
    }
    FormParts *parts = form_own_parts(resolver->program, form);
    form->span = expression->span;
    for (uint32_t i = 0; i < expression->index.items.count; i++) {
        LIST_PUSH(&resolver->program->arena, &parts->arguments,
                  type_form_of(resolver, expression->index.items.items[i]));
    }
    return form;
}

Node *type_form_of(Resolver *resolver, Node *expression)
{
    switch (expression->kind) {
    case NODE_TYPE:
    case NODE_INTEGER: return expression;
    case NODE_NAME:
        return named_form(resolver, expression, node_qualifier(expression), expression->name.name);
    case NODE_NONE:
        return named_form(resolver, expression, NULL, name_of(&resolver->program->names, "none"));
    case NODE_FIELD:
        if (expression->field.base->kind == NODE_NAME) {
            return named_form(resolver, expression, expression->field.base->name.name,
                              expression->field.name);
        }
        break;
    case NODE_INDEX: return indexed_form(resolver, expression);
    default: break;
    }
    report_error(&resolver->program->diagnostics, expression->span, "expected a type");
    Node *form = node_new(resolver->program, NODE_TYPE, expression->span);
    form->type = resolver->program->types.scalar[TYPE_ERROR];
    return form;
}
