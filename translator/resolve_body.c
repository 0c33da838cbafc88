/* Function bodies: each name to its symbol, each type form to its type, calls told apart into
 * calls, conversions, constructions and built-ins; owners and captures of locals. */
#include "resolve.h"

static void visit_expression(Node **slot, void *data);
static void resolve_statement(Resolver *resolver, Node *statement);

void resolve_expression(Resolver *resolver, Node **slot)
{
    visit_expression(slot, resolver);
}

/* --- names --- */

/* A number of the generic around is a value, a type is none. */
static void use_parameter(Resolver *resolver, Node *node, Symbol *symbol)
{
    if (symbol->parameter->is_number) {
        return;
    }
    report_error(&resolver->program->diagnostics, node->span, "'%s' is a type, not a value",
                 symbol->name->text);
    node->name.symbol = NULL;
    node->type = resolver->program->types.scalar[TYPE_ERROR];
}

static void use_symbol(Resolver *resolver, Node *node, Symbol *symbol)
{
    node->name.symbol = symbol;
    if (symbol->kind == SYMBOL_LOCAL && symbol->owner != resolver->function) {
        capture(resolver, resolver->function, symbol);
    } else if (symbol->kind == SYMBOL_FUNCTION) {
        use_function(resolver, symbol->function);
    } else if (symbol->kind == SYMBOL_TYPE_PARAMETER) {
        use_parameter(resolver, node, symbol);
    }
}

/* `sqrt` as a value is `fn(x) => sqrt(x)`. */
static void wrap_builtin(Resolver *resolver, Node *node, BuiltinId id)
{
    static const char *const names[] = {"x", "y", "z"};
    Program *program = resolver->program;
    Function *function = ARENA_NEW(&program->arena, Function);
    Node *call = node_new(program, NODE_BUILTIN, node->span);
    Node *result = node_new(program, NODE_RETURN, node->span);

    call->builtin.id = id;
    for (unsigned i = 0; i < builtin_table[id].fewest && i < 3; i++) {
        Symbol *parameter =
            symbol_new(program, SYMBOL_LOCAL, name_of(&program->names, names[i]), node->span);
        parameter->is_parameter = true;
        LIST_PUSH(&program->arena, &function->parameters, parameter);
        LIST_PUSH(&program->arena, &function->parameter_types, NULL);
        LIST_PUSH(&program->arena, &call->builtin.arguments,
                  node_name(program, parameter, node->span));
    }
    function->symbol =
        symbol_new(program, SYMBOL_FUNCTION, name_of(&program->names, "lambda"), node->span);
    function->span = node->span;
    function->display_name = "<lambda>";
    function->is_lambda_expression = true;
    result->unary.operand = call;
    function->body = node_block(program, node->span);
    block_push(program, function->body, result);
    node->kind = NODE_LAMBDA;
    node->function = function;
}

static void resolve_name(Resolver *resolver, Node *node)
{
    Program *program = resolver->program;

    if (node->name.symbol != NULL && node->name.symbol->kind == SYMBOL_LOCAL) {
        return; /* of a lambda that wrap_builtin made */
    }
    Meaning meaning = find_meaning(resolver, node_qualifier(node), node->name.name, node->span);
    if (meaning.symbol != NULL) {
        use_symbol(resolver, node, meaning.symbol);
    } else if (meaning.builtin != BUILTIN_NOT_ONE) {
        wrap_builtin(resolver, node, meaning.builtin);
        visit_expression(&node, resolver);
    } else if (meaning.type_name != NULL) {
        report_error(&program->diagnostics, node->span, "'%s' is a type, not a value",
                     node->name.name->text);
    }
    if (node->kind == NODE_NAME && node->name.symbol == NULL) {
        node->type = program->types.scalar[TYPE_ERROR];
    }
}

/* The field `m.f` of a module m is a name. */
static void qualify(Node *node)
{
    Name *qualifier = node->field.base->name.name;
    Name *name = node->field.name;

    node->kind = NODE_NAME;
    node->flags |= FLAG_QUALIFIED;
    node->name.name = name;
    node->name.symbol = NULL;
    node->name.qualifier = qualifier;
}

/* The class as a type, whose members are known to infer. */
static Node *type_of_class(Resolver *resolver, Node *base)
{
    Node *form = type_form_of(resolver, base);

    (void)resolve_type(resolver, form);
    return form;
}

static void resolve_field(Resolver *resolver, Node *node)
{
    if (names_member(resolver, node->field.base, node->field.name)) {
        qualify(node);
        resolve_name(resolver, node);
    } else if (names_open_class(node->field.base)) {
        node->field.base = type_of_class(resolver, node->field.base);
    } else if (!resolve_class_field(resolver, node)) {
        visit_expression(&node->field.base, resolver);
    }
}

/* --- calls --- */

static void resolve_list(Resolver *resolver, NodeList *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        visit_expression(&list->items[i], resolver);
    }
}

static void make_construct(Resolver *resolver, Node *node, Symbol *symbol, NodeList arguments)
{
    node->kind = NODE_CONSTRUCT;
    node->construct.symbol = symbol;
    node->construct.arguments = arguments;
    resolve_list(resolver, &node->construct.arguments);
}

static void make_builtin(Resolver *resolver, Node *node, BuiltinId id, NodeList arguments,
                         const NodeList *types)
{
    const Type *element = NULL;

    if (types->count > 0 && (builtin_table[id].style != STYLE_GENERIC || types->count > 1)) {
        report_error(&resolver->program->diagnostics, node->span,
                     builtin_table[id].style == STYLE_GENERIC ? "'%s' takes one type argument"
                                                              : "'%s' takes no type arguments",
                     builtin_table[id].name);
    } else if (types->count == 1) {
        element = resolve_value_type(resolver, type_form_of(resolver, types->items[0]));
    }
    node->kind = NODE_BUILTIN;
    node->builtin.id = id;
    node->builtin.arguments = arguments;
    node->builtin.element = element;
    resolve_list(resolver, &node->builtin.arguments);
}

/* list[int64](): an empty display whose type is known. */
static void make_empty_display(Node *node, const Type *type)
{
    node->kind = type->kind == TYPE_LIST  ? NODE_LIST
                 : type->kind == TYPE_SET ? NODE_SET
                                          : NODE_DICT;
    node->list = (NodeList){0};
    node->type = type;
}

/* list[int64](xs) */
static void make_list_of(Resolver *resolver, Node *node, const Type *type, NodeList arguments)
{
    node->kind = NODE_BUILTIN;
    node->builtin.id = BUILTIN_LIST_OF;
    node->builtin.arguments = arguments;
    node->builtin.element = type->arguments[0];
    resolve_list(resolver, &node->builtin.arguments);
}

static void make_convert(Resolver *resolver, Node *node, Node *target, NodeList arguments)
{
    const Type *type = resolve_type(resolver, target);
    bool is_known = type == NULL || type->kind != TYPE_ERROR;

    if (type != NULL && type_is_container(type) && arguments.count == 0) {
        make_empty_display(node, type);
        return;
    }
    if (type != NULL && type->kind == TYPE_LIST && arguments.count == 1) {
        make_list_of(resolver, node, type, arguments);
        return;
    }

    if (!is_known || arguments.count < 1 || arguments.count > 2) {
        if (is_known) {
            report_error(&resolver->program->diagnostics, node->span,
                         "expected one value to convert, saw %u", arguments.count);
        }
        node->type = resolver->program->types.scalar[TYPE_ERROR];
        resolve_list(resolver, &arguments);
        return;
    }
    node->kind = NODE_CONVERT;
    node->convert.target = target;
    node->convert.operand = arguments.items[0];
    node->convert.second = arguments.count == 2 ? arguments.items[1] : NULL;
    visit_expression(&node->convert.operand, resolver);
    if (node->convert.second != NULL) {
        visit_expression(&node->convert.second, resolver);
    }
}

/* The name that is called in `f(…)`, `m.f(…)` and `f[T](…)`, or NULL: of something else. */
static Node *called_name(const Resolver *resolver, Node *callee)
{
    if (callee->kind == NODE_INDEX) {
        callee = callee->index.base;
    }
    if (callee->kind == NODE_FIELD &&
        names_member(resolver, callee->field.base, callee->field.name)) {
        qualify(callee);
    }
    return callee->kind == NODE_NAME ? callee : NULL;
}

static Meaning called_meaning(Resolver *resolver, const Node *name)
{
    if (name == NULL) {
        return (Meaning){0};
    }
    return find_meaning(resolver, node_qualifier(name), name->name.name, name->span);
}

static void resolve_value_call(Resolver *resolver, Node *node, Node *name, Meaning meaning)
{
    if (name != NULL && meaning.symbol == NULL) {
        node->type = resolver->program->types.scalar[TYPE_ERROR];
    } else if (name != NULL && name == node->call.callee) {
        use_symbol(resolver, name, meaning.symbol);
    } else {
        visit_expression(&node->call.callee, resolver);
    }
    resolve_list(resolver, &node->call.arguments);
}

/* f[T](x): the arguments are inferred where the types are. */
static void resolve_generic_call(Resolver *resolver, Node *node, Node *name, Symbol *symbol,
                                 NodeList types)
{
    bool is_good = types.count == 0 ||
                   resolve_type_arguments(resolver, symbol, &types, node->call.callee->span);

    node->call.callee = name;
    node->call.types = types;
    use_symbol(resolver, name, symbol);
    if (!is_good) {
        node->type = resolver->program->types.scalar[TYPE_ERROR];
    }
    resolve_list(resolver, &node->call.arguments);
}

static void refuse_type_arguments(Resolver *resolver, Node *node, const Symbol *symbol)
{
    report_error(&resolver->program->diagnostics, node->call.callee->span,
                 "'%s' takes no type arguments", symbol->name->text);
    node->type = resolver->program->types.scalar[TYPE_ERROR];
    resolve_list(resolver, &node->call.arguments);
}

/* The method of a class, NULL after a diagnostic, with arguments. */
static void resolve_applied_name(Resolver *resolver, Node *node, Node *name, NodeList items)
{
    Symbol *symbol = name->name.symbol;

    if (symbol == NULL) {
        node->type = resolver->program->types.scalar[TYPE_ERROR];
        resolve_list(resolver, &node->call.arguments);
    } else if (generic_of_name(symbol, items.count) == NULL) {
        refuse_type_arguments(resolver, node, symbol);
    } else {
        resolve_generic_call(resolver, node, name, generic_of_name(symbol, items.count), items);
    }
}

/* C.m[T](o, x), or o.m[T](x), whose method is known to infer: then the callee stays a field. */
static void resolve_applied_method(Resolver *resolver, Node *node)
{
    Node *field = node->call.callee->index.base;
    NodeList items = node->call.callee->index.items;
    bool is_open = names_open_class(field->field.base);

    if (!is_open && resolve_class_field(resolver, field)) {
        resolve_applied_name(resolver, node, field, items);
        return;
    }
    if (is_open) {
        field->field.base = type_of_class(resolver, field->field.base);
    } else {
        visit_expression(&field->field.base, resolver);
    }
    node->call.callee = field;
    node->call.types = resolve_written_arguments(resolver, &items);
    resolve_list(resolver, &node->call.arguments);
}

/* `o.m[T]`, of no module's function: its brackets hold types. */
static bool names_applied_method(const Resolver *resolver, const Node *callee)
{
    const Node *field = callee->kind == NODE_INDEX ? callee->index.base : NULL;

    return field != NULL && field->kind == NODE_FIELD &&
           !names_member(resolver, field->field.base, field->field.name) &&
           name_types(&callee->index.items);
}

static bool is_type_symbol(const Symbol *symbol)
{
    return symbol->kind == SYMBOL_STRUCT || symbol->kind == SYMBOL_EXCEPTION ||
           symbol->kind == SYMBOL_CLASS;
}

static void resolve_call(Resolver *resolver, Node *node)
{
    Node *callee = node->call.callee;

    if (names_applied_method(resolver, callee)) {
        resolve_applied_method(resolver, node);
        return;
    }
    Node *name = called_name(resolver, callee);
    Meaning meaning = called_meaning(resolver, name);
    NodeList arguments = node->call.arguments;
    NodeList types = callee->kind == NODE_INDEX ? callee->index.items : (NodeList){0};
    if (meaning.symbol != NULL && types.count > 0) {
        Symbol *generic = generic_of_name(meaning.symbol, types.count);

        meaning.symbol = generic != NULL ? generic : meaning.symbol;
    }
    bool is_form = meaning.type_name != NULL && types.count > 0; /* array[float64, 1, strided] */

    if (callee->kind == NODE_TYPE) {
        make_convert(resolver, node, callee, arguments);
    } else if (meaning.builtin != BUILTIN_NOT_ONE && !is_form) {
        make_builtin(resolver, node, meaning.builtin, arguments, &types);
    } else if (meaning.type_name != NULL) {
        make_convert(resolver, node, type_form_of(resolver, callee), arguments);
    } else if (meaning.symbol != NULL && meaning.symbol->kind == SYMBOL_TYPE_PARAMETER &&
               !meaning.symbol->parameter->is_number) {
        make_convert(resolver, node, type_form_of(resolver, callee), arguments);
    } else if (meaning.symbol != NULL && type_parameters_of(meaning.symbol)->count > 0) {
        resolve_generic_call(resolver, node, name, meaning.symbol, types);
    } else if (meaning.symbol != NULL && types.count > 0 &&
               (is_type_symbol(meaning.symbol) || meaning.symbol->kind == SYMBOL_FUNCTION)) {
        refuse_type_arguments(resolver, node, meaning.symbol);
    } else if (meaning.symbol != NULL && is_type_symbol(meaning.symbol)) {
        make_construct(resolver, node, meaning.symbol, arguments);
    } else {
        resolve_value_call(resolver, node, name, meaning);
    }
}

static void resolve_member_arguments(Resolver *resolver, NodeList *arguments)
{
    for (uint32_t i = 0; i < arguments->count; i++) {
        Node *argument = arguments->items[i];

        if (argument->kind == NODE_NAME && argument->name.symbol != NULL) {
            use_symbol(resolver, argument, argument->name.symbol); /* super's `self` */
        } else {
            visit_expression(&arguments->items[i], resolver);
        }
    }
}

/* A method called through its class. */
static void resolve_member_call(Resolver *resolver, Node *node)
{
    if (node->kind == NODE_METHOD) {
        resolve_member_arguments(resolver, &node->method.arguments);
        return;
    }
    if (node->call.callee != NULL && node->call.callee->name.symbol->kind == SYMBOL_FUNCTION) {
        use_function(resolver, node->call.callee->name.symbol->function);
    }
    resolve_member_arguments(resolver, &node->call.arguments);
}

static void resolve_method(Resolver *resolver, Node *node)
{
    if (names_super(resolver, node->method.base)) {
        resolve_super_call(resolver, node);
        resolve_member_call(resolver, node);
        return;
    }
    if (names_open_class(node->method.base)) {
        node->method.base = type_of_class(resolver, node->method.base);
        resolve_list(resolver, &node->method.arguments);
        return;
    }
    if (names_built_in_type(resolver, node->method.base)) {
        node->method.base = type_form_of(resolver, node->method.base);
        resolve_list(resolver, &node->method.arguments);
        return;
    }
    if (resolve_class_call(resolver, node)) {
        resolve_member_call(resolver, node);
        return;
    }
    if (!names_member(resolver, node->method.base, node->method.name)) {
        visit_expression(&node->method.base, resolver);
        resolve_list(resolver, &node->method.arguments);
        return;
    }
    Node *callee = node_qualified(resolver->program, node->method.base->name.name,
                                  node->method.name, node->method.base->span);
    NodeList arguments = node->method.arguments;
    node->kind = NODE_CALL;
    node->call.callee = callee;
    node->call.arguments = arguments;
    node->call.types = (NodeList){0};
    resolve_call(resolver, node);
}

static void resolve_lambda(Resolver *resolver, Node *node)
{
    Function *function = node->function;

    resolve_signature(resolver, function);
    if (function->result_form == NULL) {
        function->result = NULL; /* what its body gives */
    }
    resolve_function(resolver, function);
}

/* o.m[T] without a call */
static void refuse_applied_value(Resolver *resolver, Node *node)
{
    const char *name = node->index.base->field.name->text;

    report_error(&resolver->program->diagnostics, node->span,
                 "'%s' with type arguments can only be called", name);
    report_help(&resolver->program->diagnostics,
                "write a lambda that calls it: fn(x: …) => ….%s[…](x)", name);
    node->type = resolver->program->types.scalar[TYPE_ERROR];
}

/* f[T] of a generic function is a value; all else is an element. */
static void resolve_index(Resolver *resolver, Node *node)
{
    Symbol *generic = generic_function_of(node->index.base, node->index.items.count);

    if (generic == NULL && names_applied_method(resolver, node)) {
        refuse_applied_value(resolver, node);
        return;
    }
    if (generic == NULL) {
        node_children(node, visit_expression, resolver);
        return;
    }
    visit_expression(&node->index.base, resolver);
    node->index.base->name.symbol = generic;
    if (!resolve_type_arguments(resolver, generic, &node->index.items, node->span)) {
        node->type = resolver->program->types.scalar[TYPE_ERROR];
    }
}

static bool names_variable(const Node *form)
{
    bool is_plain = form != NULL && form_parts(form)->qualifier == NULL;
    const Name *name = is_plain ? form->type_form.name : NULL;
    const Symbol *symbol = name != NULL && name->binding != NULL ? name->binding->symbol : NULL;

    return symbol != NULL && (symbol->kind == SYMBOL_LOCAL || symbol->kind == SYMBOL_GLOBAL);
}

/* x is C, x as C */
static void resolve_test(Resolver *resolver, Node *node)
{
    Node *target = node->type_test.target;

    resolve_test_type(resolver, target);
    if (node->kind == NODE_IS && names_variable(target)) {
        report_help(&resolver->program->diagnostics,
                    "same(a, b) tells whether two names mean one object");
    }
    node_children(node, visit_expression, resolver);
}

static void visit_expression(Node **slot, void *data)
{
    Resolver *resolver = data;
    Node *node = *slot;

    switch (node->kind) {
    case NODE_NAME: resolve_name(resolver, node); break;
    case NODE_FIELD: resolve_field(resolver, node); break;
    case NODE_METHOD: resolve_method(resolver, node); break;
    case NODE_CALL: resolve_call(resolver, node); break;
    case NODE_LAMBDA: resolve_lambda(resolver, node); break;
    case NODE_INDEX: resolve_index(resolver, node); break;
    case NODE_CONVERT:
        resolve_type(resolver, node->convert.target);
        node_children(node, visit_expression, resolver);
        break;
    case NODE_IS:
    case NODE_AS: resolve_test(resolver, node); break;
    case NODE_TYPE:
        report_error(&resolver->program->diagnostics, node->span, "expected a value, saw a type");
        node->type = resolver->program->types.scalar[TYPE_ERROR];
        break;
    default: node_children(node, visit_expression, resolver);
    }
}

/* --- statements --- */

static void declare_local(Resolver *resolver, Symbol *symbol)
{
    symbol->owner = resolver->function;
    symbol->is_declared = true;
    symbol->fact = NULL;
    declare_symbol(resolver, symbol);
}

static void resolve_optional(Resolver *resolver, Node **slot)
{
    if (*slot != NULL) {
        visit_expression(slot, resolver);
    }
}

static void resolve_block(Resolver *resolver, Node *block)
{
    if (block == NULL) {
        return;
    }
    scope_enter(&resolver->scopes);
    for (uint32_t i = 0; i < block->list.count; i++) {
        node_fetch_ahead(block->list.items[i]);
        resolve_statement(resolver, block->list.items[i]);
    }
    scope_leave(&resolver->scopes);
}

static void resolve_let(Resolver *resolver, Node *node)
{
    Symbol *symbol = node->let.symbol;

    symbol->type = resolve_value_type(resolver, node->let.declared);
    resolve_optional(resolver, &node->let.value);
    declare_local(resolver, symbol);
}

static void resolve_let_tuple(Resolver *resolver, Node *node)
{
    Node *value = node->let_tuple.value;

    if (value->kind == NODE_NAME && value->name.symbol != NULL) {
        value->name.name = value->name.symbol->name;
    }
    visit_expression(&node->let_tuple.value, resolver);
    for (uint32_t i = 0; i < node->let_tuple.symbols.count; i++) {
        name_joined(resolver, node->let_tuple.symbols.items[i]);
        declare_local(resolver, node->let_tuple.symbols.items[i]);
    }
}

static void resolve_if(Resolver *resolver, Node *node)
{
    for (;;) {
        visit_expression(&node->if_.condition, resolver);
        resolve_block(resolver, node->if_.then);
        if (node->if_.otherwise == NULL || node->if_.otherwise->kind != NODE_IF) {
            break;
        }
        node = node->if_.otherwise;
    }
    resolve_block(resolver, node->if_.otherwise);
}

static void resolve_for(Resolver *resolver, Node *node)
{
    visit_expression(&node->for_.iterable, resolver);
    name_joined(resolver, node->for_.symbol);
    node->for_.symbol->type = resolve_value_type(resolver, node->for_.declared);
    scope_enter(&resolver->scopes);
    declare_local(resolver, node->for_.symbol);
    resolve_block(resolver, node->for_.body);
    scope_leave(&resolver->scopes);
}

/* `raise E` is `raise E("")`. */
static void resolve_raised(Resolver *resolver, Node **slot)
{
    Node *node = *slot;

    if (node == NULL) {
        return;
    }
    if (node->kind == NODE_FIELD && names_member(resolver, node->field.base, node->field.name)) {
        qualify(node);
    }
    if (node->kind == NODE_NAME) {
        Meaning meaning = find_meaning(resolver, node_qualifier(node), node->name.name, node->span);

        if (meaning.symbol != NULL && meaning.symbol->kind == SYMBOL_EXCEPTION) {
            *slot = node_new(resolver->program, NODE_CONSTRUCT, node->span);
            make_construct(resolver, *slot, meaning.symbol, (NodeList){0});
            return;
        }
        if (meaning.symbol == NULL && meaning.builtin == BUILTIN_NOT_ONE &&
            meaning.type_name == NULL) {
            node->type = resolver->program->types.scalar[TYPE_ERROR];
            return;
        }
    }
    visit_expression(slot, resolver);
}

static void resolve_handler(Resolver *resolver, Node *node)
{
    for (uint32_t i = 0; i < node->handler.names.count; i++) {
        Symbol *symbol = find_exception(resolver, node->handler.names.items[i]);

        if (symbol != NULL) {
            LIST_PUSH(&resolver->program->arena, &node->handler.types, symbol);
        }
    }
    scope_enter(&resolver->scopes);
    if (node->handler.symbol != NULL) {
        declare_local(resolver, node->handler.symbol);
    }
    resolve_block(resolver, node->handler.body);
    scope_leave(&resolver->scopes);
}

static void resolve_try(Resolver *resolver, Node *node)
{
    resolve_block(resolver, node->try_.body);
    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        resolve_handler(resolver, node->try_.handlers.items[i]);
    }
    resolve_block(resolver, node->try_.otherwise);
    resolve_block(resolver, node->try_.finally);
}

/* A nested function is visible in itself and after its declaration. */
static void resolve_nested(Resolver *resolver, Node *node)
{
    Function *function = node->function;

    function->symbol->module = resolver->module;
    declare_symbol(resolver, function->symbol);
    resolve_parameters(resolver, &function->type_parameters);
    resolve_signature(resolver, function);
    imply_types(resolver, function);
    resolve_function(resolver, function);
}

/* Further uses of what was told to be unknown are no mistakes. */
static void declare_unknown(Resolver *resolver, const Node *target)
{
    Symbol *symbol = symbol_new(resolver->program, SYMBOL_LOCAL, target->name.name, target->span);

    symbol->is_mutable = true;
    symbol->type = target->type;
    declare_local(resolver, symbol);
}

/* y = 3, where no y was declared. */
static void resolve_assign(Resolver *resolver, Node *node)
{
    Node *target = node->assign.target;

    if (target->kind == NODE_NAME && target->name.name->binding == NULL &&
        node_qualifier(target) == NULL) {
        report_undeclared(resolver, target->name.name, target->span);
        target->type = resolver->program->types.scalar[TYPE_ERROR];
        declare_unknown(resolver, target);
        visit_expression(&node->assign.value, resolver);
    } else {
        node_children(node, visit_expression, resolver);
    }
}

static void resolve_statement(Resolver *resolver, Node *node)
{
    switch (node->kind) {
    case NODE_BLOCK: resolve_block(resolver, node); break;
    case NODE_LET: resolve_let(resolver, node); break;
    case NODE_LET_TUPLE: resolve_let_tuple(resolver, node); break;
    case NODE_IF: resolve_if(resolver, node); break;
    case NODE_WHILE:
        visit_expression(&node->while_.condition, resolver);
        resolve_block(resolver, node->while_.body);
        break;
    case NODE_FOR: resolve_for(resolver, node); break;
    case NODE_RAISE:
        resolve_raised(resolver, &node->raise.value);
        resolve_raised(resolver, &node->raise.cause);
        break;
    case NODE_TRY: resolve_try(resolver, node); break;
    case NODE_FUNCTION: resolve_nested(resolver, node); break;
    case NODE_ASSIGN: resolve_assign(resolver, node); break;
    default: /* calls, return, assert: their children are expressions */
        node_children(node, visit_expression, resolver);
    }
}

/* --- functions --- */

/* What a method stands in may be generic, and it itself. */
static void open_generics(Resolver *resolver, const Function *function)
{
    if (function->class_ != NULL) {
        open_generic(resolver, &function->class_->type_parameters);
    } else if (function->implementation != NULL) {
        open_generic(resolver, &function->implementation->type_parameters);
    }
    open_generic(resolver, &function->type_parameters);
}

static void close_generics(Resolver *resolver, const Function *function)
{
    close_generic(resolver, &function->type_parameters);
    if (function->class_ != NULL) {
        close_generic(resolver, &function->class_->type_parameters);
    } else if (function->implementation != NULL) {
        close_generic(resolver, &function->implementation->type_parameters);
    }
}

/* A declared type as it is called within itself: a generic one with its own parameters. */
static const Type *own_type(Resolver *resolver, const Declaration *declaration)
{
    const SymbolList *parameters = &declaration->type_parameters;
    const Type *type = declaration->symbol->type;
    const Type **arguments =
        arena_alloc(&resolver->program->scratch, (parameters->count + 1) * sizeof *arguments);

    if (parameters->count == 0) {
        return type;
    }
    for (uint32_t i = 0; i < parameters->count; i++) {
        arguments[i] = parameters->items[i]->type;
    }
    return type_applied(&resolver->program->types, type->kind, declaration->symbol, arguments,
                        parameters->count);
}

static const Type *receiver_type(Resolver *resolver, const Function *method)
{
    if (method->class_ == NULL) {
        return method->implementation->type;
    }
    return own_type(resolver, method->class_);
}

void resolve_signature(Resolver *resolver, Function *function)
{
    open_generics(resolver, function);
    for (uint32_t i = function_is_method(function); i < function->parameters.count; i++) {
        function->parameters.items[i]->type =
            resolve_value_type(resolver, function->parameter_types.items[i]);
    }
    if (function_is_method(function)) {
        function->parameters.items[0]->type = receiver_type(resolver, function);
    }
    function->result = function->result_form == NULL
                           ? resolver->program->types.scalar[TYPE_NONE]
                           : resolve_type(resolver, function->result_form);
    for (uint32_t i = 0; i < function->raises_names.count; i++) {
        Symbol *symbol = find_exception(resolver, function->raises_names.items[i]);

        if (symbol != NULL) {
            LIST_PUSH(&resolver->program->arena, &function->raises_clause, symbol);
        }
    }
    close_generics(resolver, function);
}

void resolve_function(Resolver *resolver, Function *function)
{
    Function *outer = resolver->function;

    function->outer = outer;
    function->module = resolver->module;
    function->symbol->function = function;
    resolver->function = function;
    open_generics(resolver, function);
    scope_enter(&resolver->scopes);
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        function->parameters.items[i]->is_parameter = true;
        declare_local(resolver, function->parameters.items[i]);
    }
    resolve_block(resolver, function->body);
    scope_leave(&resolver->scopes);
    close_generics(resolver, function);
    resolver->function = outer;
    if (outer == NULL) {
        complete_captures(resolver);
    }
}
