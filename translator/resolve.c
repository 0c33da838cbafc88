/* Pass resolve: names to symbols, type forms to types.
 *
 * Requires open or closed IR as read. Leaves every NODE_NAME with its symbol, every NODE_TYPE
 * with its type; calls told apart into CALL, CONVERT, CONSTRUCT and BUILTIN; types of parameters,
 * fields and results; exception bases; `owner` and captures of locals; a FUNCTION_INITIALISER
 * that sets a module's globals. What has no meaning has TYPE_ERROR after its diagnostic; infer
 * goes on around it and tells what else is wrong, so mistakes do not stop the pipeline here.
 *
 * Built-in names stand in scope 0, a module's in scope 1, which is left before the next module. */
#include "resolve.h"
#include "generic.h"
#include "passes.h"

/* --- a module's names --- */

static void bind_builtins(Resolver *resolver)
{
    Program *program = resolver->program;

    bind_types(resolver);
    for (unsigned id = 1; id < BUILTIN_COUNT; id++) {
        BuiltinStyle style = builtin_table[id].style;

        if (style == STYLE_FUNCTION || style == STYLE_GENERIC || style == STYLE_CHECK) {
            Name *name = name_of(&program->names, builtin_table[id].name);

            scope_bind(&resolver->scopes, name);
            name->binding->builtin = (BuiltinId)id;
        }
    }
    for (uint32_t i = 0; i < program->exceptions.count; i++) {
        scope_declare(&resolver->scopes, program->exceptions.items[i]);
    }
}

static void each_symbol(Module *module, void (*visit)(Resolver *resolver, Symbol *symbol),
                        Resolver *resolver)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        visit(resolver, module->declarations.items[i]->symbol);
    }
    for (uint32_t i = 0; i < module->constants.count; i++) {
        visit(resolver, module->constants.items[i]);
    }
    for (uint32_t i = 0; i < module->globals.count; i++) {
        visit(resolver, module->globals.items[i]);
    }
    for (uint32_t i = 0; i < module->functions.count; i++) {
        functions_fetch_ahead(&module->functions, i);
        module->functions.items[i]->symbol->function = module->functions.items[i];
        visit(resolver, module->functions.items[i]->symbol);
    }
}

/* Is it a type that is named like a built-in one? */
static bool hides_type(const Symbol *symbol)
{
    const Binding *binding = symbol->name->binding;
    bool is_type = symbol->kind >= SYMBOL_STRUCT && symbol->kind <= SYMBOL_TRAIT;

    return is_type && binding != NULL && (binding->type_name != NULL || binding->symbol != NULL);
}

/* Binds it, and is the one place that tells of names declared twice. */
static void declare_top_level(Resolver *resolver, Symbol *symbol)
{
    const Symbol *first = NULL;

    if (symbol->kind != SYMBOL_MODULE) {
        symbol->module = resolver->module;
        symbol->fact = NULL;
        resolver->module->hides_types |= hides_type(symbol);
        first = scope_add((Scope *)resolver->module->scope, symbol);
    }
    if (first == NULL || !join_overloads(resolver->program, first, symbol)) {
        declare_symbol(resolver, symbol);
    }
}

static void bind_symbol(Resolver *resolver, Symbol *symbol)
{
    scope_declare(&resolver->scopes, symbol);
}

static void leave_module(Resolver *resolver)
{
    if (resolver->entered != NULL) {
        scope_leave(&resolver->scopes);
        resolver->entered = NULL;
    }
}

/* Binds the module's names, by `visit`, and no other module's. */
static void bind_module(Resolver *resolver, Module *module,
                        void (*visit)(Resolver *resolver, Symbol *symbol))
{
    leave_module(resolver);
    scope_enter(&resolver->scopes);
    resolver->entered = module;
    for (uint32_t i = 0; i < module->imports.count; i++) {
        visit(resolver, module->imports.items[i]);
    }
    each_symbol(module, visit, resolver);
}

static void make_scope(Resolver *resolver, Module *module)
{
    uint32_t most = module->declarations.count + module->constants.count + module->globals.count +
                    module->functions.count;

    module->scope = scope_new(&resolver->program->arena, most);
    resolver->module = module;
    bind_module(resolver, module, declare_top_level);
}

static void each_module(Resolver *resolver, void (*visit)(Resolver *resolver, Module *module))
{
    for (uint32_t i = resolver->first; i < resolver->program->modules.count; i++) {
        resolver->module = resolver->program->modules.items[i];
        if (resolver->entered != resolver->module) {
            bind_module(resolver, resolver->module, bind_symbol);
        }
        visit(resolver, resolver->module);
    }
}

/* --- classes --- */

static void each_class_of(Resolver *resolver, const Module *module,
                          void (*visit)(Resolver *resolver, Declaration *class_))
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        if (module->declarations.items[i]->symbol->kind == SYMBOL_CLASS) {
            visit(resolver, module->declarations.items[i]);
        }
    }
}

static void declare_classes(Resolver *resolver, Module *module)
{
    each_class_of(resolver, module, check_class_depth);
    each_class_of(resolver, module, declare_members);
}

static void link_classes(Resolver *resolver, Module *module)
{
    each_class_of(resolver, module, link_members);
}

/* --- fields --- */

static void check_reserved_field(Resolver *resolver, const Declaration *declaration,
                                 const Symbol *field)
{
    const Names *names = &resolver->program->names;

    if (declaration->symbol->kind == SYMBOL_EXCEPTION &&
        (field->name == name_of((Names *)names, "message") ||
         field->name == name_of((Names *)names, "cause"))) {
        report_error(&resolver->program->diagnostics, field->span,
                     "every exception has the field '%s' already", field->name->text);
    }
}

static void resolve_field_type(Resolver *resolver, Symbol *field, Node *form)
{
    field->type = resolve_value_type(resolver, form);
    if (field->type == NULL) {
        report_error(&resolver->program->diagnostics, field->span, "field '%s' needs a type",
                     field->name->text);
        field->type = resolver->program->types.scalar[TYPE_ERROR];
    }
}

/* Own and inherited fields share one scope, so that a name taken twice is found. */
static void resolve_fields(Resolver *resolver, Declaration *declaration)
{
    open_generic(resolver, &declaration->type_parameters);
    for (uint32_t i = 0; i < declaration->fields.count; i++) {
        resolve_field_type(resolver, declaration->fields.items[i],
                           declaration->field_types.items[i]);
        check_reserved_field(resolver, declaration, declaration->fields.items[i]);
    }
    close_generic(resolver, &declaration->type_parameters);
    if (declaration->symbol->kind == SYMBOL_CLASS) {
        return; /* link_members tells of names taken twice */
    }
    scope_enter(&resolver->scopes);
    for (const Declaration *d = declaration; d != NULL && !d->is_builtin;
         d = d->base != NULL ? d->base->declaration : NULL) {
        for (uint32_t i = 0; i < d->fields.count; i++) {
            declare_symbol(resolver, d->fields.items[i]);
        }
    }
    scope_leave(&resolver->scopes);
}

static void check_structs(Resolver *resolver, Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        check_struct(resolver->program, module->declarations.items[i]->symbol);
    }
}

/* --- values and functions --- */

static void resolve_class_signatures(Resolver *resolver, const Declaration *class_)
{
    for (uint32_t i = 0; i < class_->initialisers.count; i++) {
        resolve_signature(resolver, class_->initialisers.items[i]);
    }
    for (uint32_t i = 0; i < class_->methods.count; i++) {
        resolve_signature(resolver, class_->methods.items[i]);
    }
}

static void resolve_method_signatures(Resolver *resolver, Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        Declaration *declaration = module->declarations.items[i];

        if (declaration->symbol->kind == SYMBOL_TRAIT) {
            resolve_trait(resolver, declaration);
        } else if (declaration->symbol->kind == SYMBOL_CLASS) {
            resolve_class_signatures(resolver, declaration);
        }
    }
    for (uint32_t i = 0; i < module->implementations.count; i++) {
        resolve_implementation(resolver, module->implementations.items[i]);
    }
}

static void resolve_constant_types(Resolver *resolver, const SymbolList *constants)
{
    for (uint32_t i = 0; i < constants->count; i++) {
        constants->items[i]->type = resolve_value_type(resolver, constants->items[i]->declared);
    }
}

static void resolve_class_constants(Resolver *resolver, const Declaration *class_,
                                    void (*resolve)(Resolver *resolver, const SymbolList *list))
{
    open_generic(resolver, &class_->type_parameters);
    resolve(resolver, &class_->constants);
    close_generic(resolver, &class_->type_parameters);
}

static void resolve_signatures(Resolver *resolver, Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        resolve_fields(resolver, module->declarations.items[i]);
        resolve_class_constants(resolver, module->declarations.items[i], resolve_constant_types);
    }
    resolve_method_signatures(resolver, module);
    resolve_constant_types(resolver, &module->constants);
    for (uint32_t i = 0; i < module->globals.count; i++) {
        module->globals.items[i]->type =
            resolve_value_type(resolver, module->globals.items[i]->declared);
    }
    for (uint32_t i = 0; i < module->functions.count; i++) {
        functions_fetch_ahead(&module->functions, i);
        resolve_signature(resolver, module->functions.items[i]);
        imply_types(resolver, module->functions.items[i]);
    }
}

static Function *make_initialiser(Resolver *resolver, Module *module)
{
    Program *program = resolver->program;
    Function *function = ARENA_NEW(&program->arena, Function);
    Span span = module->globals.items[0]->span;

    function->kind = FUNCTION_INITIALISER;
    function->symbol =
        symbol_new(program, SYMBOL_FUNCTION, name_of(&program->names, "initialise"), span);
    function->symbol->function = function;
    function->symbol->module = module;
    function->module = module;
    function->span = span;
    function->result = program->types.scalar[TYPE_NONE];
    function->body = node_block(program, span);
    function->display_name = "initialise";
    for (uint32_t i = 0; i < module->globals.count; i++) {
        Symbol *global = module->globals.items[i];

        if (global->value != NULL) {
            block_push(
                program, function->body,
                node_assign(program, node_name(program, global, global->span), global->value));
        }
    }
    return function;
}

/* The initialiser's targets are resolved as made; only the values are looked at. */
static void resolve_globals(Resolver *resolver, Module *module)
{
    if (module->globals.count == 0) {
        return;
    }
    module->initialiser = make_initialiser(resolver, module);
    resolver->function = module->initialiser;
    NodeList *statements = &module->initialiser->body->list;
    for (uint32_t i = 0; i < statements->count; i++) {
        resolve_expression(resolver, &statements->items[i]->assign.value);
    }
    resolver->function = NULL;
}

static void resolve_instantiation(Resolver *resolver, Node *node)
{
    Node *callee = node->call.callee;
    Meaning meaning =
        find_meaning(resolver, node_qualifier(callee), callee->name.name, callee->span);

    if (meaning.symbol != NULL && meaning.symbol->kind == SYMBOL_FUNCTION) {
        callee->name.symbol = meaning.symbol;
    } else if (meaning.symbol != NULL) {
        report_error(&resolver->program->diagnostics, callee->span, "'%s' is not a function",
                     callee->name.name->text);
    }
    for (uint32_t i = 0; i < node->call.arguments.count; i++) {
        resolve_type(resolver, type_form_of(resolver, node->call.arguments.items[i]));
    }
}

static void resolve_class_bodies(Resolver *resolver, const Declaration *class_)
{
    for (uint32_t i = 0; i < class_->initialisers.count; i++) {
        resolve_function(resolver, class_->initialisers.items[i]);
    }
    for (uint32_t i = 0; i < class_->methods.count; i++) {
        resolve_function(resolver, class_->methods.items[i]);
    }
}

static void resolve_method_bodies(Resolver *resolver, Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        Declaration *declaration = module->declarations.items[i];

        if (declaration->symbol->kind == SYMBOL_TRAIT) {
            resolve_trait_bodies(resolver, declaration);
        } else if (declaration->symbol->kind == SYMBOL_CLASS) {
            resolve_class_bodies(resolver, declaration);
        }
    }
    for (uint32_t i = 0; i < module->implementations.count; i++) {
        resolve_implementation_bodies(resolver, module->implementations.items[i]);
    }
}

static void resolve_constants(Resolver *resolver, const SymbolList *constants)
{
    for (uint32_t i = 0; i < constants->count; i++) {
        if (constants->items[i]->value != NULL) {
            resolve_expression(resolver, &constants->items[i]->value);
        }
    }
}

static void resolve_bodies(Resolver *resolver, Module *module)
{
    resolve_constants(resolver, &module->constants);
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        resolve_class_constants(resolver, module->declarations.items[i], resolve_constants);
    }
    resolve_globals(resolver, module);
    resolve_method_bodies(resolver, module);
    for (uint32_t i = 0; i < module->functions.count; i++) {
        functions_fetch_ahead(&module->functions, i);
        resolve_function(resolver, module->functions.items[i]);
    }
    for (uint32_t i = 0; i < module->instantiations.count; i++) {
        if (module->instantiations.items[i]->call.callee->kind == NODE_NAME) {
            resolve_instantiation(resolver, module->instantiations.items[i]);
        }
    }
}

/* --- what holds for the whole program --- */

static bool is_parameters_of_main(const SymbolList *parameters)
{
    const Type *type = parameters->count > 0 ? parameters->items[0]->type : NULL;

    return parameters->count == 0 || (type != NULL && type->kind == TYPE_ERROR) ||
           (parameters->count == 1 && type != NULL && type->kind == TYPE_LIST &&
            type->arguments[0]->kind == TYPE_STR);
}

static void check_main(Program *program)
{
    Name *name = name_of(&program->names, "main");
    Symbol *symbol =
        program->main == NULL ? NULL : scope_find((const Scope *)program->main->scope, name);

    if (symbol == NULL || symbol->kind != SYMBOL_FUNCTION) {
        return;
    }
    Function *function = symbol->function;
    function->is_main = function->kind == FUNCTION_DEFINED;
    if (!is_parameters_of_main(&function->parameters)) {
        report_error(&program->diagnostics, symbol->span,
                     "expected 'main' to take nothing or 'args: list[str]'");
    }
    if (function->result != NULL && function->result->kind != TYPE_NONE &&
        function->result->kind != TYPE_INT32 && function->result->kind != TYPE_ERROR) {
        report_error(&program->diagnostics, symbol->span,
                     "expected 'main' to return int32 or nothing, saw %s",
                     type_text(&program->types, function->result));
    }
}

/* Written so: it has no name in C. */
static bool is_generic(const Function *function)
{
    return function->type_parameters.count > 0 &&
           !function->type_parameters.items[0]->parameter->is_implied;
}

/* Public functions have external names in C, so no two may be equal. */
static void check_exported(Resolver *resolver, const Function *function)
{
    Program *program = resolver->program;
    Symbol *symbol = function->symbol;

    bool is_distinct = function->overloads != NULL && function->export_name == NULL;

    if ((!function->is_public && !symbol->is_public && function->export_name == NULL) ||
        is_generic(function) || is_distinct) {
        return;
    }
    Name *c_name = function->export_name != NULL
                       ? name_of(&program->names, function->export_name)
                       : name_format(&program->names, "%s_%s", function->module->name->text,
                                     symbol->name->text);
    Binding *binding = scope_bind(&resolver->scopes, c_name);
    if (binding != NULL) {
        binding->symbol = symbol;
        return;
    }
    if (c_name->binding->symbol->name == symbol->name &&
        c_name->binding->symbol->module == symbol->module && function->export_name == NULL) {
        return; /* declared twice, and told so */
    }
    report_error(&program->diagnostics, symbol->span, "two public functions have the C name '%s'",
                 c_name->text);
    report_note(&program->diagnostics, c_name->binding->symbol->span, "the other is here");
}

static void check_exports(Resolver *resolver)
{
    if (resolver->program->modules.count == 1 && !resolver->program->has_exports) {
        return; /* the names are the module's, and all are distinct or told of */
    }
    scope_enter(&resolver->scopes);
    for (uint32_t i = 0; i < resolver->program->modules.count; i++) {
        const Module *module = resolver->program->modules.items[i];

        for (uint32_t k = 0; k < module->functions.count; k++) {
            check_exported(resolver, module->functions.items[k]);
        }
    }
    scope_leave(&resolver->scopes);
}

static void clear_facts(Resolver *resolver, Symbol *symbol)
{
    (void)resolver;
    symbol->fact = NULL;
}

static bool is_declared_type(const Symbol *symbol)
{
    return symbol->kind == SYMBOL_STRUCT || symbol->kind == SYMBOL_EXCEPTION ||
           symbol->kind == SYMBOL_CLASS || symbol->kind == SYMBOL_TRAIT;
}

/* What a standard module gives to its importers is not the program's to give on, nor are the
 * instances that were asked for until here. */
static void hide(Resolver *resolver, Symbol *symbol)
{
    (void)resolver;
    symbol->is_public = false;
    if (symbol->kind == SYMBOL_FUNCTION) {
        symbol->function->is_public = false;
    } else if (is_declared_type(symbol)) {
        const InstanceList *instances = &symbol->declaration->instances;

        for (uint32_t i = 0; i < instances->count; i++) {
            instances->items[i]->symbol->is_public = false;
        }
    }
}

static void link_own_overloads(Resolver *resolver, Declaration *class_)
{
    if (class_->is_linked) {
        link_overloads(resolver->program, class_);
    }
}

static void resolve_overloads(Resolver *resolver, Module *module)
{
    check_overloads(resolver, module);
    each_class_of(resolver, module, link_own_overloads);
    resolve_named_methods(resolver, module);
}

/* The modules from resolver->first on. */
static void resolve_modules(Resolver *resolver)
{
    Program *program = resolver->program;

    for (uint32_t i = resolver->first; i < program->modules.count; i++) {
        make_scope(resolver, program->modules.items[i]);
        declare_types(resolver, program->modules.items[i]);
    }
    if (program->generics.are_used) {
        each_module(resolver, resolve_bounds);
        each_module(resolver, resolve_trait_bounds);
    }
    each_module(resolver, resolve_bases);
    for (uint32_t i = resolver->first; i < program->modules.count; i++) {
        check_bases(resolver, program->modules.items[i]);
    }
    each_module(resolver, declare_classes);
    each_module(resolver, link_classes);
    each_module(resolver, resolve_signatures);
    each_module(resolver, resolve_overloads);
    complete_types(program);
    for (uint32_t i = resolver->first; i < program->modules.count; i++) {
        check_structs(resolver, program->modules.items[i]);
    }
    check_struct_instances(program);
    each_module(resolver, resolve_bodies);
    leave_module(resolver);
}

/* Leaves no facts of the pass, and nothing of standard modules public. */
static void finish_modules(Resolver *resolver)
{
    for (uint32_t i = resolver->first; i < resolver->program->modules.count; i++) {
        Module *module = resolver->program->modules.items[i];

        each_symbol(module, clear_facts, resolver);
        if (module->source->is_library) {
            each_symbol(module, hide, resolver);
        }
    }
}

bool pass_resolve(Program *program)
{
    Resolver resolver = {.program = program};

    scopes_open(&resolver.scopes, &program->arena);
    bind_builtins(&resolver);
    resolve_modules(&resolver);
    check_main(program);
    check_exports(&resolver);
    finish_modules(&resolver);
    return true;
}

void resolve_late(Program *program, Module *module)
{
    Resolver resolver = {.program = program, .first = program->modules.count};

    scopes_open(&resolver.scopes, &program->arena);
    LIST_PUSH(&program->arena, &program->modules, module);
    program->generics.are_fields_known = false;
    program->generics.are_bodies_known = false;
    resolve_modules(&resolver);
    complete_members_of_types(program);
    finish_modules(&resolver);
}
