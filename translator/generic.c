/* Substitution, and the instances of generic types; see generic.h. */
#include "generic.h"

#include "scope.h"

/* --- substitution --- */

uint32_t parameter_position(const SymbolList *parameters, const Symbol *parameter)
{
    uint32_t position = 0;

    while (position < parameters->count && parameters->items[position] != parameter) {
        position++;
    }
    return position;
}

static const Type *argument_of(const Type *parameter, const Substitution *substitution)
{
    uint32_t position = parameter_position(substitution->parameters, parameter->declaration);

    return position < substitution->parameters->count ? substitution->arguments[position]
                                                      : parameter;
}

/* array[T, N] with a number, or another parameter, for N. */
static const Type *substituted_array(Program *program, const Type *array, const Type *const *parts,
                                     Span span)
{
    Types *types = &program->types;

    if (array->count == 1) {
        return type_array(types, parts[0], array->rank, array->strided);
    }
    if (parts[1]->kind != TYPE_NUMBER) {
        return type_array_open(types, parts[0], parts[1], array->strided);
    }
    if (parts[1]->number < 1 || parts[1]->number > MOST_AXES) {
        report_error(&program->diagnostics, span, "an array has 1 to %d axes, not %lld", MOST_AXES,
                     (long long)parts[1]->number);
        return types->scalar[TYPE_ERROR];
    }
    return type_array(types, parts[0], (uint16_t)parts[1]->number, array->strided);
}

/* The type with other arguments. */
static const Type *rebuilt(Program *program, const Type *type, const Type *const *parts,
                           const Substitution *substitution)
{
    Types *types = &program->types;

    switch (type->kind) {
    case TYPE_ARRAY: return substituted_array(program, type, parts, substitution->span);
    case TYPE_STRUCT:
    case TYPE_CLASS:
    case TYPE_DYN:
        return type_of_generic(program, type->declaration, parts, substitution->parent,
                               substitution->span);
    case TYPE_FN:
        return type_fn_raising(types, type_fn(types, parts, type->count - 1), type->raises);
    default: return type_applied(types, type->kind, NULL, parts, type->count);
    }
}

const Type *type_substitute(Program *program, const Type *type, const Substitution *substitution)
{
    if (!type->is_open) {
        return type;
    }
    if (type->kind == TYPE_PARAMETER) {
        return argument_of(type, substitution);
    }
    const Type **parts = arena_alloc(&program->scratch, type->count * sizeof *parts);
    for (uint32_t i = 0; i < type->count; i++) {
        parts[i] = type_substitute(program, type->arguments[i], substitution);
        if (parts[i] == NULL || parts[i]->kind == TYPE_ERROR) {
            return parts[i];
        }
    }
    return rebuilt(program, type, parts, substitution);
}

/* --- instances --- */

Instance *find_instance(const InstanceList *instances, const Type *const *arguments)
{
    for (uint32_t i = 0; i < instances->count; i++) {
        Instance *instance = instances->items[i];

        if (memcmp(instance->arguments, arguments, instance->count * sizeof *arguments) == 0) {
            return instance;
        }
    }
    return NULL;
}

/* Of an impl's method: "Pair[int64, str]." */
static void print_receiver(Buffer *out, const Symbol *symbol)
{
    if (symbol->kind == SYMBOL_FUNCTION && symbol->function->implementation != NULL) {
        type_print(out, symbol->function->parameters.items[0]->type, NULL);
        buffer_char(out, '.');
    }
}

const char *instance_text(Program *program, const Instance *instance)
{
    Buffer text;

    buffer_open(&text, &program->arena);
    print_receiver(&text, instance->symbol);
    symbol_print(&text, instance->symbol, NULL);
    for (uint32_t i = 0; instance->is_implied && i < instance->count; i++) {
        buffer_string(&text, i == 0 ? "(" : ", ");
        type_print(&text, instance->arguments[i], NULL);
    }
    buffer_string(&text, instance->is_implied ? ")" : "");
    const char *copy = arena_copy(&program->arena, text.text, text.length);
    buffer_close(&text);
    return copy;
}

enum { MOST_SHOWN = 3 };

/* The first instances of the row that `last` ends. */
static void report_row(Program *program, const Instance *last)
{
    const Instance *row[MOST_SHOWN] = {NULL};
    const char *text = "";

    for (const Instance *i = last; i != NULL; i = i->parent) {
        row[2] = row[1];
        row[1] = row[0];
        row[0] = i;
    }
    for (int i = 0; i < MOST_SHOWN && row[i] != NULL; i++) {
        text = arena_format(&program->arena, "%s%s%s", text,
                            i == 0   ? ""
                            : i == 1 ? " needs "
                                     : ", which needs ",
                            instance_text(program, row[i]));
    }
    if (row[0] != NULL) {
        report_note(&program->diagnostics, row[0]->span, "%s, and so on", text);
    }
}

static uint32_t weight_of(const Type *const *arguments, uint32_t count)
{
    uint32_t weight = 0;

    for (uint32_t i = 0; i < count; i++) {
        weight += arguments[i]->weight;
    }
    return weight;
}

/* Told once for each generic: what it needed is then left unmade. */
static void report_endless(Program *program, const Symbol *generic, const InstanceList *instances,
                           const Instance *parent, Span span)
{
    if (instances->is_full) {
        return;
    }
    report_error(&program->diagnostics, span, "'%s' needs instances of itself without end",
                 generic->name->text);
    report_row(program, parent);
}

Instance *new_instance(Program *program, Symbol *generic, InstanceList *instances,
                       const Type *const *arguments, const Instance *parent, Span span)
{
    uint32_t count = type_parameters_of(generic)->count;
    uint32_t depth = parent == NULL ? 0 : parent->depth + 1;

    if (depth > MOST_INSTANCE_DEPTH || instances->count >= MOST_INSTANCES || instances->is_full ||
        weight_of(arguments, count) > MOST_INSTANCE_WEIGHT) {
        report_endless(program, generic, instances, parent, span);
        instances->is_full = true;
        return NULL;
    }
    Instance *instance = ARENA_NEW(&program->arena, Instance);
    size_t size = count * sizeof *arguments;
    instance->generic = generic;
    instance->arguments = memcpy(arena_alloc(&program->arena, size), arguments, size);
    instance->count = count;
    instance->depth = depth;
    instance->parent = parent;
    instance->span = span;
    LIST_PUSH(&program->arena, instances, instance);
    return instance;
}

static void print_name_of_types(Buffer *text, const Name *name, const Type *const *types,
                                uint32_t count)
{
    buffer_bytes(text, name->text, name->length);
    for (uint32_t i = 0; i < count; i++) {
        buffer_char(text, '_');
        type_word(text, types[i]);
    }
}

Name *name_of_types(Program *program, const Name *name, const Type *const *types, uint32_t count)
{
    Buffer text;

    buffer_open(&text, &program->arena);
    print_name_of_types(&text, name, types, count);
    Name *whole = name_intern(&program->names, text.text, text.length);
    buffer_close(&text);
    return whole;
}

Name *instance_name(Program *program, const Name *generic, const Type *const *arguments,
                    uint32_t count)
{
    Names *names = &program->names;
    Buffer text;
    Name *name = NULL;

    buffer_open(&text, &program->arena);
    print_name_of_types(&text, generic, arguments, count);
    for (uint32_t before = UINT32_MAX; before != names->count - 1;) {
        before = names->count;
        name = name_intern(names, text.text, text.length);
        buffer_char(&text, '_');
    }
    buffer_close(&text);
    return name;
}

/* --- methods --- */

Function *copy_method(Program *program, const Function *method, const Substitution *substitution)
{
    Symbol *symbol = symbol_clone(program, method->symbol);

    symbol->fact = NULL;
    Function *copy = function_copy(program, method, symbol, substitution);
    copy->instances = (InstanceList){NULL, 0, 0, false};
    return copy;
}

void note_method(Program *program, Function *method, const Instance *owner, Span span)
{
    Instance *instance;

    if (method->type_parameters.count > 0) {
        return; /* its instances are noted */
    }
    instance = ARENA_NEW(&program->arena, Instance);
    instance->generic = method->symbol;
    instance->symbol = method->symbol;
    instance->depth = owner == NULL ? 0 : owner->depth;
    instance->parent = owner == NULL ? NULL : owner->parent;
    instance->span = owner == NULL ? span : owner->span;
    method->instance = instance;
    LIST_PUSH(&program->arena, &program->generics.functions, instance);
}

/* --- instances of types --- */

static void complete_base(Program *program, Declaration *class_, const Declaration *generic,
                          Substitution substitution)
{
    substitution.span = generic->base_name->span;
    const Type *base = type_substitute(program, generic->base_type, &substitution);

    if (base->kind == TYPE_CLASS) {
        class_->base_name = generic->base_name;
        class_->base_type = base;
        class_->base = base->declaration;
        class_->base->declaration->has_derived = true;
    }
}

static void complete_type(Program *program, const Instance *instance)
{
    Declaration *declaration = instance->symbol->declaration;
    const Declaration *generic = instance->generic->declaration;
    Substitution substitution = {&generic->type_parameters, instance->arguments, instance,
                                 generic->symbol->span};

    for (uint32_t i = 0; i < generic->fields.count; i++) {
        const Symbol *field = generic->fields.items[i];
        Symbol *copy = symbol_new(program, SYMBOL_LOCAL, field->name, field->span);

        substitution.span = field->span;
        copy->type = type_substitute(program, field->type, &substitution);
        LIST_PUSH(&program->arena, &declaration->fields, copy);
    }
    if (generic->base_type != NULL) {
        complete_base(program, declaration, generic, substitution);
    }
}

static void complete_constants(Program *program, Declaration *class_, const Declaration *generic,
                               const Substitution *substitution)
{
    for (uint32_t i = 0; i < generic->constants.count; i++) {
        const Symbol *constant = generic->constants.items[i];
        Symbol *copy = symbol_new(program, SYMBOL_CONSTANT, constant->name, constant->span);

        copy->module = constant->module;
        copy->declaration = class_;
        copy->declared = constant->declared;
        copy->type =
            constant->type == NULL ? NULL : type_substitute(program, constant->type, substitution);
        copy->value = expression_copy(program, constant->value, substitution);
        LIST_PUSH(&program->arena, &class_->constants, copy);
    }
}

/* The `init` and the scope of the members; all bodies are to be inferred. */
void class_collect_members(Program *program, Declaration *class_)
{
    class_->members =
        scope_new(&program->arena, class_->fields.count + class_->constants.count +
                                       class_->methods.count + class_->named.count + 1);
    for (uint32_t i = 0; i < class_->fields.count; i++) {
        (void)scope_add(class_->members, class_->fields.items[i]);
    }
    for (uint32_t i = 0; i < class_->constants.count; i++) {
        (void)scope_add(class_->members, class_->constants.items[i]);
    }
    for (uint32_t i = 0; i < class_->methods.count; i++) {
        (void)scope_add(class_->members, class_->methods.items[i]->symbol);
    }
    for (uint32_t i = 0; i < class_->named.count; i++) {
        (void)scope_add(class_->members, class_->named.items[i]->symbol);
    }
}

static void complete_class(Program *program, Declaration *class_, const Declaration *generic,
                           const Substitution *substitution)
{
    const Instance *instance = class_->instance;

    complete_constants(program, class_, generic, substitution);
    join_copies(program, &class_->methods);
    class_collect_members(program, class_);
    for (uint32_t i = 0; i < class_->methods.count; i++) {
        note_method(program, class_->methods.items[i], instance, instance->span);
    }
    for (uint32_t i = 0; i < generic->initialisers.count; i++) {
        Function *copy = copy_method(program, generic->initialisers.items[i], substitution);

        copy->class_ = class_;
        LIST_PUSH(&program->arena, &class_->initialisers, copy);
        note_method(program, copy, instance, instance->span);
    }
    join_copies(program, &class_->initialisers);
}

static void link_instance(Program *program, const Symbol *symbol)
{
    if (symbol->kind != SYMBOL_CLASS) {
        return;
    }
    link_class(program, symbol->declaration);
    if (program->generics.infer != NULL) {
        make_late_repr(program->generics.infer, symbol->declaration);
    }
}

static void complete_members(Program *program, const Instance *instance)
{
    Declaration *declaration = instance->symbol->declaration;
    const Declaration *generic = instance->generic->declaration;
    Substitution substitution = {&generic->type_parameters, instance->arguments, instance,
                                 instance->span};

    declaration->self = generic->self;
    for (uint32_t i = 0; i < generic->methods.count; i++) {
        Function *method = copy_method(program, generic->methods.items[i], &substitution);

        method->class_ = declaration;
        LIST_PUSH(&program->arena, &declaration->methods, method);
    }
    if (generic->symbol->kind == SYMBOL_CLASS) {
        complete_class(program, declaration, generic, &substitution);
    } else {
        join_copies(program, &declaration->methods);
    }
}

void complete_members_of_types(Program *program)
{
    Generics *generics = &program->generics;

    generics->are_bodies_known = true;
    complete_types(program);
    for (uint32_t i = 0; i < generics->heirs.count; i++) {
        link_class(program, generics->heirs.items[i]);
    }
    generics->heirs.count = 0;
}

/* The next instance without fields gets these, else the next without methods, else the next whose
 * methods do not know what they override; false: all have all that can be known. */
static bool complete_next(Program *program)
{
    Generics *generics = &program->generics;

    if (generics->complete < generics->types.count) {
        complete_type(program, generics->types.items[generics->complete++]);
    } else if (generics->are_bodies_known && generics->members < generics->complete) {
        complete_members(program, generics->types.items[generics->members++]);
    } else if (generics->linked < generics->members) {
        link_instance(program, generics->types.items[generics->linked++]->symbol);
    } else {
        return false;
    }
    return true;
}

void complete_types(Program *program)
{
    Generics *generics = &program->generics;

    if (generics->is_completing) {
        return; /* those that are asked for meanwhile come behind */
    }
    generics->are_fields_known = true;
    generics->is_completing = true;
    while (complete_next(program)) {
    }
    generics->is_completing = false;
}

static Symbol *new_type(Program *program, Instance *instance)
{
    Symbol *generic = instance->generic;
    Name *name = instance_name(program, generic->name, instance->arguments, instance->count);
    Symbol *symbol = symbol_new(program, generic->kind, name, generic->span);
    Declaration *declaration = ARENA_NEW(&program->arena, Declaration);

    symbol->module = generic->module;
    symbol->is_public = generic->is_public;
    symbol->declaration = declaration;
    declaration->symbol = symbol;
    declaration->document = generic->declaration->document;
    declaration->field_types = generic->declaration->field_types;
    declaration->instance = instance;
    symbol->type = type_declared(&program->types, generic->type->kind, symbol);
    return symbol;
}

static bool are_open(const Type *const *arguments, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (arguments[i]->is_open) {
            return true;
        }
    }
    return false;
}

const Type *type_of_generic(Program *program, Symbol *generic, const Type *const *arguments,
                            const Instance *parent, Span span)
{
    Declaration *declaration = generic->declaration;
    uint32_t count = declaration->type_parameters.count;

    if (are_open(arguments, count)) {
        return type_applied(&program->types, generic->type->kind, generic, arguments, count);
    }
    Instance *instance = find_instance(&declaration->instances, arguments);
    if (instance == NULL) {
        instance = new_instance(program, generic, &declaration->instances, arguments, parent, span);
        if (instance == NULL) {
            return program->types.scalar[TYPE_ERROR];
        }
        instance->symbol = new_type(program, instance);
        LIST_PUSH(&program->arena, &program->generics.types, instance);
        if (program->generics.are_fields_known) {
            complete_types(program);
        }
    }
    return instance->symbol->type;
}

/* --- the modules' lists --- */

static void note_place(Program *program, Module *module, DeclarationKind kind, uint32_t count)
{
    struct DeclarationRef ref = {kind, count - 1};

    LIST_PUSH(&program->arena, &module->order, ref);
}

static void list_methods(Program *program, FunctionList *methods);

static void list_declaration(Program *program, Module *module, Declaration *declaration)
{
    list_methods(program, &declaration->methods);
    LIST_PUSH(&program->arena, &module->declarations, declaration);
    note_place(program, module, DECLARES_TYPE, module->declarations.count);
}

static void list_types(Program *program, Module *module, Declaration *declaration)
{
    if (declaration->type_parameters.count == 0) {
        list_declaration(program, module, declaration);
    }
    for (uint32_t i = 0; i < declaration->instances.count; i++) {
        Instance *instance = declaration->instances.items[i];

        instance->is_listed = true;
        list_declaration(program, module, instance->symbol->declaration);
    }
}

static void list_function(Program *program, Module *module, Function *function)
{
    LIST_PUSH(&program->arena, &module->functions, function);
    note_place(program, module, DECLARES_FUNCTION, module->functions.count);
}

/* Of one of several functions of a name an instance is named after what it takes, as these are. */
static Name *name_of_instance(Program *program, const Function *generic, const Instance *instance)
{
    const SymbolList *parameters = &instance->symbol->function->parameters;
    uint32_t first = function_is_method(generic) ? 1 : 0;
    uint32_t count = parameters->count - first;
    const Type **types = arena_alloc(&program->scratch, (count + 1) * sizeof *types);

    if (generic->overloads == NULL || count == 0) {
        return instance_name(program, generic->symbol->name, instance->arguments, instance->count);
    }
    for (uint32_t i = 0; i < count; i++) {
        types[i] = parameters->items[first + i]->type;
    }
    return instance_name(program, generic->symbol->name, types, count);
}

/* Appends the function, or the instances of a generic one. The only instance of an open function
 * keeps its name. */
static void push_functions(Program *program, FunctionList *list, Function *function)
{
    const InstanceList *instances = &function->instances;

    if (function->type_parameters.count == 0) {
        LIST_PUSH(&program->arena, list, function);
    }
    for (uint32_t i = 0; i < instances->count; i++) {
        Instance *instance = instances->items[i];

        if (!instance->is_implied || instances->count > 1) {
            instance->symbol->name = name_of_instance(program, function, instance);
        }
        instance->is_listed = true;
        LIST_PUSH(&program->arena, list, instance->symbol->function);
    }
}

static void list_functions(Program *program, Module *module, Function *function)
{
    FunctionList listed = {0};

    push_functions(program, &listed, function);
    for (uint32_t i = 0; i < listed.count; i++) {
        list_function(program, module, listed.items[i]);
    }
}

/* Generic methods give their places to their instances. */
static void list_methods(Program *program, FunctionList *methods)
{
    FunctionList listed = {0};

    for (uint32_t i = 0; i < methods->count; i++) {
        push_functions(program, &listed, methods->items[i]);
    }
    *methods = listed;
}

static void push_implementation(Program *program, Module *module, Implementation *implementation)
{
    LIST_PUSH(&program->arena, &module->implementations, implementation);
    note_place(program, module, DECLARES_IMPLEMENTATION, module->implementations.count);
}

/* An impl of the type's own with the instances of the generic methods that a trait's impl has: they
 * are none of the trait's. */
static void list_instances_apart(Program *program, Module *module, Implementation *implementation,
                                 FunctionList *methods)
{
    Implementation *apart = ARENA_NEW(&program->arena, Implementation);

    apart->span = implementation->span;
    apart->module = implementation->module;
    apart->target = implementation->target;
    apart->type = implementation->type;
    apart->methods = *methods;
    for (uint32_t i = 0; i < methods->count; i++) {
        methods->items[i]->implementation = apart;
    }
    push_implementation(program, module, apart);
}

static void list_implementation(Program *program, Module *module, Implementation *implementation)
{
    FunctionList plain = {0}, generic = {0};

    for (uint32_t i = 0; i < implementation->methods.count; i++) {
        Function *method = implementation->methods.items[i];
        bool is_apart = implementation->trait != NULL && method->type_parameters.count > 0;

        push_functions(program, is_apart ? &generic : &plain, method);
    }
    implementation->methods = plain;
    push_implementation(program, module, implementation);
    if (generic.count > 0) {
        list_instances_apart(program, module, implementation, &generic);
    }
}

static void list_implementations(Program *program, Module *module, Implementation *implementation)
{
    if (implementation->type_parameters.count == 0) {
        list_implementation(program, module, implementation);
    }
    for (uint32_t i = 0; i < implementation->instances.count; i++) {
        list_implementation(program, module, implementation->instances.items[i]);
    }
}

/* `instantiate` is done where its function was open. */
static bool is_done(const Module *module, struct DeclarationRef ref)
{
    if (ref.kind != DECLARES_INSTANCE) {
        return false;
    }
    const Symbol *symbol = module->instantiations.items[ref.position]->call.callee->name.symbol;
    return symbol != NULL && type_parameters_of(symbol)->count > 0;
}

static void list_module(Program *program, Module *module)
{
    Declaration **declarations = module->declarations.items;
    Function **functions = module->functions.items;
    Implementation **implementations = module->implementations.items;
    const struct DeclarationRef *order = module->order.items;
    uint32_t count = module->order.count;

    memset(&module->declarations, 0, sizeof module->declarations);
    memset(&module->functions, 0, sizeof module->functions);
    memset(&module->implementations, 0, sizeof module->implementations);
    memset(&module->order, 0, sizeof module->order);
    for (uint32_t i = 0; i < count; i++) {
        switch (order[i].kind) {
        case DECLARES_TYPE: list_types(program, module, declarations[order[i].position]); break;
        case DECLARES_FUNCTION:
            list_functions(program, module, functions[order[i].position]);
            break;
        case DECLARES_IMPLEMENTATION:
            list_implementations(program, module, implementations[order[i].position]);
            break;
        default:
            if (!is_done(module, order[i])) {
                LIST_PUSH(&program->arena, &module->order, order[i]);
            }
        }
    }
}

void list_instances(Program *program)
{
    for (uint32_t i = 0; program->generics.are_used && i < program->modules.count; i++) {
        list_module(program, program->modules.items[i]);
    }
}
