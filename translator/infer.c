/* Pass infer: closes the IR.
 *
 * Requires resolved IR, open or closed. Leaves a type on every expression and local, every
 * conversion as NODE_CONVERT (FLAG_IMPLIED where it was not written), literals in their type's
 * form, no node of a kind that ir.h marks as open; constants folded; `is_assigned` set.
 * After a mistake a node has TYPE_ERROR, which fits anywhere: one mistake is told once.
 *
 * Constants are inferred first, then globals, then function bodies; what leaves out its type and
 * is named earlier is inferred on demand. The `fact` of a function or constant is its state. */
#include "infer.h"
#include "c_names.h"
#include "generic.h"
#include "passes.h"

static const char in_progress, done; /* what a `fact` points to */

enum { DEEPEST_DEMAND = 400 };

static const Type *report_unknown_type(Infer *infer, Symbol *symbol, Span span)
{
    report_error(infer->diagnostics, span, "the type of '%s' cannot be inferred here",
                 symbol->name->text);
    report_help(infer->diagnostics, "write its type where it is declared");
    return error_type(infer);
}

static bool can_demand(const Infer *infer, const Symbol *symbol)
{
    return symbol->fact == NULL && infer->demand_depth < DEEPEST_DEMAND;
}

/* --- functions --- */

static void require_parameters(Infer *infer, const Function *function)
{
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        Symbol *parameter = function->parameters.items[i];

        if (parameter->type == NULL) {
            report_error(infer->diagnostics, parameter->span, "parameter '%s' needs a type",
                         parameter->name->text);
            parameter->type = error_type(infer);
        }
    }
}

const char *function_text(const Infer *infer, const Function *function)
{
    bool has_name = function->display_name[0] != '<';

    return has_name ? arena_format(&infer->program->arena, "'%s'", function->symbol->name->text)
                    : "the function";
}

static Span last_character(const Infer *infer, Span span)
{
    const Source *source = span_source(&infer->program->sources, span);
    uint32_t line = span.line;
    uint32_t column = 0;

    if (source == NULL || span.length == 0) {
        return span;
    }
    uint32_t last = span_end(span) - 1;
    if (source->origin == NULL) {
        source_position(source, last, &line, &column);
    }
    return span_new(source, last, 1, line);
}

static void check_end(Infer *infer, const Function *function)
{
    if (function->result->kind == TYPE_NONE || is_error(function->result)) {
        return;
    }
    report_error(infer->diagnostics, last_character(infer, function->body->span),
                 "%s can end without returning %s", function_text(infer, function),
                 type_text(infer->types, function->result));
}

static void infer_defined(Infer *infer, Function *function)
{
    bool is_open = function->result == NULL;
    bool completes = infer_statement(infer, function->body);

    if (function->result == NULL) {
        function->result = infer->types->scalar[TYPE_NONE];
    }
    if (is_open && must_be_closed(infer) && function->result->kind != TYPE_NONE &&
        !is_error(function->result)) {
        report_error(infer->diagnostics, function->span, "closed IR writes the type of the result");
    }
    if (completes) {
        check_end(infer, function);
    }
}

void infer_body(Infer *infer, Function *function)
{
    Infer outside = *infer;
    uint32_t told = infer->diagnostics->list.count;

    if (function->symbol->fact != NULL) {
        return;
    }
    function->symbol->fact = (void *)&in_progress;
    require_parameters(infer, function);
    if (function->body != NULL) {
        infer->function = function;
        infer->loop = NULL;
        infer->handler_depth = 0;
        infer->unset = (SymbolList){0};
        infer_defined(infer, function);
        check_assigned(infer, function, &infer->unset);
        if (function_is_init(function)) {
            check_init(infer, function);
        }
        *infer = outside;
    }
    function->symbol->fact = (void *)&done;
    if (function->instance != NULL && infer->diagnostics->list.count > told) {
        tell_instance(infer, function, told);
    } else if (function->made_from != NULL) {
        diagnostics_drop_repeated(infer->diagnostics, told);
    }
}

const Type *function_result(Infer *infer, Function *function, Span span)
{
    if (function->result == NULL && function->outer == NULL && function->body != NULL &&
        can_demand(infer, function->symbol)) {
        infer->demand_depth++;
        infer_body(infer, function);
        infer->demand_depth--;
    }
    return function->result != NULL ? function->result
                                    : report_unknown_type(infer, function->symbol, span);
}

const Type *function_type(Infer *infer, Function *function, Span span)
{
    uint32_t count = function->parameters.count;
    const Type *result = function_result(infer, function, span);
    const Type **signature = arena_alloc(&infer->program->scratch, (count + 1) * sizeof *signature);
    bool is_whole = !is_error(result);

    if (function->symbol->type != NULL) {
        return function->symbol->type;
    }
    for (uint32_t i = 0; i < count; i++) {
        signature[i] = function->parameters.items[i]->type;
        is_whole = is_whole && signature[i] != NULL && !is_error(signature[i]);
    }
    signature[count] = result;
    function->symbol->type = is_whole ? type_fn(infer->types, signature, count) : error_type(infer);
    return function->symbol->type;
}

/* --- constants --- */

static void fold_symbol(Infer *infer, Symbol *symbol)
{
    Node *folded = fold_constant(infer->program, symbol->value);

    if (folded == NULL) {
        report_error(infer->diagnostics, symbol->value->span, "the value of '%s' is not constant",
                     symbol->name->text);
        symbol->type = error_type(infer);
        return;
    }
    folded->span = symbol->value->span;
    symbol->value = folded;
}

static void infer_constant(Infer *infer, Symbol *symbol)
{
    uint32_t before = infer->diagnostics->error_count;
    Infer outside = *infer;

    infer->function = NULL;
    infer->loop = NULL;
    infer->demand_depth++;
    if (symbol->type != NULL) {
        infer_place(infer, &symbol->value, symbol->type, (Place){"", symbol->name->text, 0});
    } else {
        demand_type(infer, symbol);
        infer_expression(infer, &symbol->value, NULL);
        symbol->type = require_value(infer, symbol->value, (Place){"", symbol->name->text, 0});
    }
    *infer = outside;
    if (infer->diagnostics->error_count == before) {
        fold_symbol(infer, symbol);
    }
}

const Type *constant_type(Infer *infer, Symbol *symbol, Span span)
{
    if (symbol->fact == &done) {
        return symbol->type;
    }
    if (symbol->fact == &in_progress) {
        report_error(infer->diagnostics, span, "the value of '%s' depends on itself",
                     symbol->name->text);
        return error_type(infer);
    }
    if (!can_demand(infer, symbol)) {
        return report_unknown_type(infer, symbol, span);
    }
    symbol->fact = (void *)&in_progress;
    infer_constant(infer, symbol);
    symbol->fact = (void *)&done;
    return symbol->type;
}

/* --- globals --- */

static void infer_global(Infer *infer, Node *assignment)
{
    Symbol *symbol = assignment->assign.target->name.symbol;

    if (symbol->type == NULL) {
        demand_type(infer, symbol);
        infer_expression(infer, &assignment->assign.value, NULL);
        symbol->type =
            require_value(infer, assignment->assign.value, (Place){"", symbol->name->text, 0});
    } else {
        infer_place(infer, &assignment->assign.value, symbol->type,
                    (Place){"", symbol->name->text, 0});
    }
    assignment->assign.target->type = symbol->type;
    symbol->value = assignment->assign.value;
}

static void infer_globals(Infer *infer, const Module *module)
{
    if (module->initialiser == NULL) {
        return;
    }
    const NodeList *statements = &module->initialiser->body->list;
    infer->function = module->initialiser;
    for (uint32_t i = 0; i < statements->count; i++) {
        infer_global(infer, statements->items[i]);
    }
    infer->function = NULL;
}

/* --- modules --- */

/* instantiate f(int64): the types that `f` leaves out. */
static void apply_instantiation(Infer *infer, const Node *node)
{
    const Symbol *symbol = node->call.callee->name.symbol;
    const NodeList *types = &node->call.arguments;

    if (symbol == NULL) {
        return;
    }
    const SymbolList *parameters = &symbol->function->parameters;
    if (parameters->count != types->count) {
        report_error(infer->diagnostics, node->span, "expected %u type%s for '%s', saw %u",
                     parameters->count, parameters->count == 1 ? "" : "s", symbol->name->text,
                     types->count);
        return;
    }
    infer_instantiation(infer, node);
}

/* What C can pass: numbers, pointers and structs. */
static void check_foreign(Infer *infer, Span span, const Type *type)
{
    bool is_foreign =
        (scalar_class(type) != CLASS_NOT_SCALAR && scalar_class(type) != CLASS_COMPLEX) ||
        type->kind == TYPE_PTR || type->kind == TYPE_NONE || type->kind == TYPE_STRUCT ||
        type->kind == TYPE_ERROR;

    if (!is_foreign) {
        report_error(infer->diagnostics, span, "a C function has numbers and pointers, not %s",
                     type_text(infer->types, type));
    }
}

static void infer_extern(Infer *infer, const Function *function)
{
    if (function->kind != FUNCTION_EXTERN) {
        return;
    }
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        const Symbol *parameter = function->parameters.items[i];

        check_foreign(infer, parameter->span, parameter->type);
    }
    check_foreign(infer, function->symbol->span, function->result);
    if (c_is_keyword(function->symbol->name->text)) {
        report_error(infer->diagnostics, function->symbol->span, "no C function can be called '%s'",
                     function->symbol->name->text);
    }
}

static void infer_functions(Infer *infer, const Module *module)
{
    FunctionList functions = module_functions(infer->program, module);

    for (uint32_t i = 0; i < functions.count; i++) {
        if (!function_is_generic(functions.items[i])) {
            infer_body(infer, functions.items[i]);
            infer_extern(infer, functions.items[i]);
        }
    }
}

static void infer_class_constants(Infer *infer, const Declaration *declaration)
{
    for (uint32_t i = 0; i < declaration->constants.count; i++) {
        Symbol *constant = declaration->constants.items[i];

        constant_type(infer, constant, constant->span);
    }
}

static void infer_constants(Infer *infer, const Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        if (module->declarations.items[i]->type_parameters.count == 0) {
            infer_class_constants(infer, module->declarations.items[i]);
        }
    }
    for (uint32_t i = 0; i < module->instantiations.count; i++) {
        apply_instantiation(infer, module->instantiations.items[i]);
    }
    for (uint32_t i = 0; i < module->constants.count; i++) {
        constant_type(infer, module->constants.items[i], module->constants.items[i]->span);
    }
}

static void each_module(Infer *infer, void (*visit)(Infer *infer, const Module *module))
{
    for (uint32_t i = 0; i < infer->program->modules.count; i++) {
        visit(infer, infer->program->modules.items[i]);
    }
}

static void collect_members(Infer *infer)
{
    for (unsigned id = 1; id < BUILTIN_COUNT; id++) {
        BuiltinStyle style = builtin_table[id].style;

        if (builtin_table[id].rule != RULE_METHOD &&
            (style == STYLE_METHOD || style == STYLE_FIELD || style == STYLE_AXIS) &&
            infer->member_count < MEMBER_COUNT) {
            infer->members[infer->member_count++] =
                (Member){name_of(&infer->program->names, builtin_table[id].name), (BuiltinId)id};
        }
    }
}

static void infer_instance_constants(Infer *infer)
{
    const InstanceList *types = &infer->program->generics.types;

    for (uint32_t i = 0; i < types->count; i++) {
        uint32_t told = infer->diagnostics->list.count;

        infer_class_constants(infer, types->items[i]->symbol->declaration);
        diagnostics_drop_repeated(infer->diagnostics, told);
    }
}

static void name_all_overloads(Infer *infer)
{
    if (infer->program->has_overloads) {
        each_module(infer, name_overloads);
    }
}

/* Instances bring standard modules, which may need instances. */
static void infer_bodies(Infer *infer)
{
    do {
        while (infer->modules_done < infer->program->modules.count) {
            infer_functions(infer, infer->program->modules.items[infer->modules_done++]);
        }
        infer_instances(infer);
    } while (infer->modules_done < infer->program->modules.count);
}

/* The instances that the rest needs, which then take the generics' places. */
static void infer_generics(Infer *infer)
{
    infer_instance_constants(infer);
    infer_bodies(infer);
    settle_virtual_calls(infer);
    each_module(infer, require_uses);
    check_struct_instances(infer->program);
    check_type_bounds(infer);
    check_class_instances(infer);
    if (infer->diagnostics->error_count == 0) {
        name_all_overloads(infer); /* before instances take their names */
        list_instances(infer->program);
    }
}

/* Modules that came meanwhile stand behind the main one: before all that use them. */
static void settle_modules(Program *program, uint32_t count)
{
    uint32_t come = program->modules.count - count;
    Module **moved = arena_alloc(&program->scratch, (come + 1) * sizeof *moved);

    memcpy(moved, program->modules.items + count, come * sizeof *moved);
    memmove(program->modules.items + come, program->modules.items, count * sizeof *moved);
    memcpy(program->modules.items, moved, come * sizeof *moved);
}

bool pass_infer(Program *program)
{
    uint32_t module_count = program->modules.count;
    FunctionList naming = {0};
    Infer infer = {
        .program = program,
        .types = &program->types,
        .diagnostics = &program->diagnostics,
        .derived = derived_functions_new(program),
        .naming = &naming,
    };

    program->generics.infer = &infer;
    each_module(&infer, share_results);
    complete_members_of_types(program);
    collect_members(&infer);
    each_module(&infer, check_traits);
    each_module(&infer, complete_implementations);
    each_module(&infer, infer_constants);
    each_module(&infer, infer_globals);
    infer_bodies(&infer);
    each_module(&infer, check_defaults);
    infer_keys(&infer);
    if (program->generics.are_used) {
        infer_generics(&infer);
    }
    each_module(&infer, finish_traits);
    each_module(&infer, check_classes);
    name_all_overloads(&infer);
    settle_modules(program, module_count);
    program->generics.infer = NULL;
    if (program->diagnostics.error_count != 0) {
        return false;
    }
    move_named_operands(&infer);
    return true;
}
