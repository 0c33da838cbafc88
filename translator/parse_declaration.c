/* Declarations: functions, types, constants, globals, imports; and the module that they make. */
#include "parser.h"

#include <string.h>

static Symbol *new_symbol(Parser *p, SymbolKind kind, Name *name, Span span, bool is_public)
{
    Symbol *symbol = symbol_new(p->program, kind, name, span);

    symbol->module = p->module;
    symbol->is_public = is_public;
    return symbol;
}

void note_order(Parser *p, DeclarationKind kind, uint32_t count)
{
    struct DeclarationRef ref = {kind, count - 1};

    LIST_PUSH(&p->program->arena, &p->module->order, ref);
}

/* --- functions --- */

static void parse_parameter(Parser *p, Function *function)
{
    Span span;
    bool is_reference = at_word(p, TOKEN_REF) && peek(p).kind == TOKEN_NAME;

    if (is_reference) {
        advance(p);
    }
    Name *name = expect_name(p, "a parameter", "", &span);
    Symbol *symbol = new_local(p, name, span);
    symbol->is_parameter = true;
    symbol->is_reference = is_reference;
    symbol->is_mutable = is_reference;
    p->program->has_references |= is_reference;
    LIST_PUSH(&p->program->arena, &function->parameters, symbol);
    Node *type = accept(p, TOKEN_COLON) ? parse_type(p) : NULL;
    LIST_PUSH(&p->program->arena, &function->parameter_types, type);
}

static void parse_parameters(Parser *p, Function *function, const char *where)
{
    if (p->kind != TOKEN_LEFT_PARENTHESIS) {
        fail_expected(p, "'('", where);
        return;
    }
    bool outer = open_bracket(p, false);
    while (p->kind != TOKEN_RIGHT_PARENTHESIS) {
        parse_parameter(p, function);
        if (!accept(p, TOKEN_COMMA)) {
            break;
        }
    }
    refuse_assign(p, "after the parameters",
                  "no parameter has a default: declare another function of the name, with fewer");
    close_bracket(p, TOKEN_RIGHT_PARENTHESIS, outer, "after the parameters");
}

/* raises nothing, raises A, m.B */
static void parse_raises(Parser *p, Function *function)
{
    if (!accept_word(p, TOKEN_RAISES)) {
        return;
    }
    function->has_raises_clause = true;
    if (accept_word(p, TOKEN_NOTHING)) {
        return;
    }
    do {
        LIST_PUSH(&p->program->arena, &function->raises_names, parse_exception_name(p));
    } while (accept(p, TOKEN_COMMA));
}

static void parse_result(Parser *p, Function *function)
{
    if (accept(p, TOKEN_ARROW)) {
        function->result_form = parse_type(p);
    }
    parse_raises(p, function);
}

static Function *new_function(Parser *p, FunctionKind kind, Span span)
{
    Function *function = ARENA_NEW(&p->program->arena, Function);

    function->kind = kind;
    function->module = p->module;
    function->outer = p->function;
    function->span = span;
    return function;
}

static void set_attributes(Function *function, const Attributes *attributes)
{
    function->is_inline = attributes->is_inline;
    function->is_noinline = attributes->is_noinline;
    function->is_pure_declared = attributes->is_pure;
    function->is_unchecked = attributes->is_unchecked;
    function->export_name = attributes->export_name;
    function->shown_name = attributes->shown_type;
}

static void set_symbol(Parser *p, Function *function, Name *name, Span span,
                       const char *display_name)
{
    function->symbol = new_symbol(p, SYMBOL_FUNCTION, name, span, false);
    function->symbol->function = function;
    function->display_name = function->shown_name != NULL ? function->shown_name : display_name;
}

static void parse_header_name(Parser *p, Function *function)
{
    if (!accept_word(p, TOKEN_FROM)) {
        return;
    }
    function->header = p->token.string.bytes;
    if (p->kind == TOKEN_STRING) {
        advance(p);
    } else {
        function->header = NULL;
        fail_expected(p, "a string", "after 'from'");
    }
}

/* Block form is skipped. */
static void parse_body(Parser *p, Function *function)
{
    Function *outer = p->function;
    uint32_t highest = p->highest;

    if (at_word(p, TOKEN_BLOCKS)) {
        unsupported(p, token_span(p), "blocks");
        advance(p);
        skip_brackets(p);
        return;
    }
    p->function = function;
    p->highest = 0;
    function->body = parse_block(p, "after the function's head");
    p->height = p->highest;
    p->highest = highest;
    p->function = outer;
}

/* The name, and the parameters behind it. */
static void parse_name_and_parameters(Parser *p, Function *function, const char *where)
{
    Function *outer = p->function;
    Span span;
    Name *name = expect_name(p, "a name", where, &span);

    set_symbol(p, function, name, span, name->text);
    parse_type_parameters(p, &function->type_parameters);
    p->function = function;
    parse_parameters(p, function, "after the function's name");
    p->function = outer;
}

/* `fn name(…) -> R raises E` */
static Function *parse_head(Parser *p, FunctionKind kind, const Attributes *attributes,
                            const char *document)
{
    Function *function = new_function(p, kind, token_span(p));

    function->document = document;
    set_attributes(function, attributes);
    refuse_reflection(p, attributes);
    expect_token(p, TOKEN_FN, "before a function");
    parse_name_and_parameters(p, function, "after 'fn'");
    parse_result(p, function);
    function->span = span_since(p, function->span);
    return function;
}

Function *parse_function(Parser *p, FunctionKind kind, const Attributes *attributes,
                         const char *document)
{
    Function *function = parse_head(p, kind, attributes, document);

    if (kind == FUNCTION_DEFINED) {
        parse_body(p, function);
    } else if (kind == FUNCTION_EXTERN) {
        parse_header_name(p, function);
    }
    return function;
}

/* --- methods --- */

/* Where `self` is missing it is put in, so that what follows is read as meant. */
static void insert_self(Parser *p, Function *function, Name *name)
{
    SymbolList parameters = function->parameters;
    NodeList types = function->parameter_types;
    Symbol *self = new_local(p, name, function->symbol->span);

    self->is_parameter = true;
    function->parameters = (SymbolList){NULL, 0, 0};
    function->parameter_types = (NodeList){NULL, 0, 0};
    LIST_PUSH(&p->program->arena, &function->parameters, self);
    LIST_PUSH(&p->program->arena, &function->parameter_types, NULL);
    for (uint32_t i = 0; i < parameters.count; i++) {
        LIST_PUSH(&p->program->arena, &function->parameters, parameters.items[i]);
        LIST_PUSH(&p->program->arena, &function->parameter_types, types.items[i]);
    }
}

static void refuse_typed_self(Parser *p, Function *function, MethodHome home)
{
    Symbol *self = function->parameters.items[0];

    if (function->parameter_types.items[0] != NULL) {
        complain(p, self->span, "'self' is written without a type");
        function->parameter_types.items[0] = NULL;
    }
    if (self->is_reference && home == METHOD_OF_CLASS) {
        complain(p, self->span, "'self' of a class is a reference already");
        self->is_reference = false;
    }
}

static void expect_self(Parser *p, Function *function, MethodHome home)
{
    Name *name = name_of(&p->program->names, "self");
    bool has_self = function->parameters.count > 0 && function->parameters.items[0]->name == name;

    if (!has_self) {
        if (complain(p, function->symbol->span, "the first parameter of a method is 'self'")) {
            report_help(&p->program->diagnostics, "write '%s(self%s'", function->symbol->name->text,
                        function->parameters.count > 0 ? ", …" : ")");
        }
        insert_self(p, function, name);
    }
    refuse_typed_self(p, function, home);
}

static void refuse_python_init(Parser *p, const Function *function)
{
    if (function->symbol->name == name_of(&p->program->names, "__init__") &&
        complain(p, function->symbol->span, "'__init__' does not make objects here")) {
        report_help(&p->program->diagnostics, "write 'init(self, …)', without 'fn'");
    }
}

Function *parse_method(Parser *p, const Attributes *attributes, const char *document,
                       MethodHome home)
{
    FunctionKind kind = home == METHOD_OF_TRAIT ? FUNCTION_ABSTRACT : FUNCTION_DEFINED;
    Function *function = parse_head(p, kind, attributes, document);

    expect_self(p, function, home);
    if (home == METHOD_OF_CLASS) {
        refuse_python_init(p, function);
    }
    if (home != METHOD_OF_TRAIT || p->kind == TOKEN_LEFT_BRACE || at_word(p, TOKEN_BLOCKS)) {
        parse_body(p, function);
    }
    return function;
}

Function *parse_init(Parser *p, const Attributes *attributes, const char *document)
{
    Function *function = new_function(p, FUNCTION_DEFINED, token_span(p));

    function->document = document;
    set_attributes(function, attributes);
    refuse_reflection(p, attributes);
    parse_name_and_parameters(p, function, "");
    if (p->kind == TOKEN_ARROW) {
        fail_expected(p, "'{'", "after the head of 'init', which returns nothing");
    }
    parse_raises(p, function);
    function->span = span_since(p, function->span);
    expect_self(p, function, METHOD_OF_CLASS);
    parse_body(p, function);
    return function;
}

/* The body of fn(x) => e. */
static void parse_lambda_result(Parser *p, Function *function)
{
    Function *outer = p->function;

    advance(p);
    function->is_lambda_expression = true;
    function->body = node_new(p->program, NODE_BLOCK, token_span(p));
    Node *result = node_new(p->program, NODE_RETURN, token_span(p));
    p->function = function;
    result->unary.operand = parse_expression(p);
    p->function = outer;
    result->span = span_since(p, result->span);
    function->body->span = result->span;
    LIST_PUSH(&p->program->arena, &function->body->list, result);
}

Function *parse_lambda(Parser *p)
{
    Function *function = new_function(p, FUNCTION_DEFINED, token_span(p));
    Function *outer = p->function;

    enter(p);
    set_symbol(p, function, name_of(&p->program->names, "lambda"), function->span, "<lambda>");
    advance(p);
    p->function = function;
    parse_parameters(p, function, "after 'fn'");
    p->function = outer;
    parse_result(p, function);
    function->span = span_since(p, function->span);
    if (p->kind == TOKEN_FAT_ARROW) {
        parse_lambda_result(p, function);
    } else {
        parse_body(p, function);
    }
    leave(p);
    grow(p, 0);
    return function;
}

static void declare_function(Parser *p, FunctionKind kind, const Attributes *attributes,
                             const char *document, bool is_public)
{
    Function *function = parse_function(p, kind, attributes, document);

    function->is_public = is_public;
    function->symbol->is_public = is_public;
    LIST_PUSH(&p->program->arena, &p->module->functions, function);
    note_order(p, DECLARES_FUNCTION, p->module->functions.count);
}

/* --- structs and exceptions --- */

void parse_field(Parser *p, Declaration *declaration)
{
    Span span;
    Name *name = expect_name(p, "a field", "", &span);
    Symbol *field = symbol_new(p->program, SYMBOL_LOCAL, name, span);

    expect_token(p, TOKEN_COLON, "after the field's name");
    LIST_PUSH(&p->program->arena, &declaration->fields, field);
    LIST_PUSH(&p->program->arena, &declaration->field_types, parse_type(p));
}

/* Fields stand apart by commas, newlines or `;`. */
static void parse_fields(Parser *p, Declaration *declaration)
{
    bool outer = open_bracket(p, true);

    skip_newlines(p);
    while (p->kind == TOKEN_NAME) {
        parse_field(p, declaration);
        bool is_apart = p->kind == TOKEN_NEWLINE;

        skip_newlines(p);
        is_apart |= accept(p, TOKEN_COMMA) || accept(p, TOKEN_SEMICOLON);
        skip_newlines(p);
        if (!is_apart) {
            break;
        }
    }
    close_bracket(p, TOKEN_RIGHT_BRACE, outer, "after the fields");
}

Declaration *new_declaration(Parser *p, SymbolKind kind, const char *document, bool is_public)
{
    Declaration *declaration = ARENA_NEW(&p->program->arena, Declaration);
    Span span;

    advance(p);
    Name *name = expect_name(p, "the type's name", "", &span);
    declaration->symbol = new_symbol(p, kind, name, span, is_public);
    declaration->symbol->declaration = declaration;
    declaration->document = document;
    parse_type_parameters(p, &declaration->type_parameters);
    LIST_PUSH(&p->program->arena, &p->module->declarations, declaration);
    note_order(p, DECLARES_TYPE, p->module->declarations.count);
    return declaration;
}

static void declare_struct(Parser *p, const char *document, bool is_public)
{
    Declaration *declaration = new_declaration(p, SYMBOL_STRUCT, document, is_public);

    if (p->kind == TOKEN_LEFT_BRACE) {
        parse_fields(p, declaration);
    } else {
        fail_expected(p, "'{'", "after the struct's name");
    }
}

static void declare_exception(Parser *p, const char *document, bool is_public)
{
    Declaration *declaration = new_declaration(p, SYMBOL_EXCEPTION, document, is_public);

    if (p->kind == TOKEN_LEFT_PARENTHESIS) {
        bool outer = open_bracket(p, false);
        declaration->base_name = parse_qualified_name(p, "an exception", "after '('");
        close_bracket(p, TOKEN_RIGHT_PARENTHESIS, outer, "after the base");
    }
    if (p->kind == TOKEN_LEFT_BRACE) {
        parse_fields(p, declaration);
    }
}

/* --- constants, globals, imports --- */

Symbol *parse_value(Parser *p, SymbolKind kind, bool is_public)
{
    Span span;

    advance(p);
    Name *name = expect_name(p, "a name", "", &span);
    Symbol *symbol = new_symbol(p, kind, name, span, is_public);
    symbol->is_mutable = kind == SYMBOL_GLOBAL;
    symbol->declared = accept(p, TOKEN_COLON) ? parse_type(p) : NULL;
    expect_token(p, TOKEN_ASSIGN, "and a value");
    symbol->value = parse_expression(p);
    return symbol;
}

static void declare_value(Parser *p, SymbolKind kind, bool is_public)
{
    Module *module = p->module;
    SymbolList *list = kind == SYMBOL_CONSTANT ? &module->constants : &module->globals;
    Symbol *symbol = parse_value(p, kind, is_public);

    LIST_PUSH(&p->program->arena, list, symbol);
    note_order(p, kind == SYMBOL_CONSTANT ? DECLARES_CONSTANT : DECLARES_GLOBAL, list->count);
}

static void declare_import(Parser *p)
{
    Span span;

    advance(p);
    Name *name = expect_name(p, "a module", "after 'import'", &span);
    if (p->kind == TOKEN_PANIC) {
        return;
    }
    Symbol *symbol = new_symbol(p, SYMBOL_MODULE, name, span, false);
    LIST_PUSH(&p->program->arena, &p->module->imports, symbol);
    note_order(p, DECLARES_IMPORT, p->module->imports.count);
}

/* instantiate foo(int64, array[float64, 1]) */
static void declare_instance(Parser *p)
{
    Node *call = node_new(p->program, NODE_CALL, token_span(p));

    advance(p);
    call->call.callee = parse_qualified_name(p, "a function", "after 'instantiate'");
    if (p->kind != TOKEN_LEFT_PARENTHESIS) {
        fail_expected(p, "'('", "after the function's name");
        return;
    }
    bool outer = open_bracket(p, false);
    while (p->kind != TOKEN_RIGHT_PARENTHESIS) {
        LIST_PUSH(&p->program->arena, &call->call.arguments, parse_type(p));
        if (!accept(p, TOKEN_COMMA)) {
            break;
        }
    }
    close_bracket(p, TOKEN_RIGHT_PARENTHESIS, outer, "after the types");
    call->span = span_since(p, call->span);
    LIST_PUSH(&p->program->arena, &p->module->instantiations, call);
    note_order(p, DECLARES_INSTANCE, p->module->instantiations.count);
}

/* The `module` line, before all else. */
static void declare_module(Parser *p, const char *document)
{
    Module *module = p->module;
    Span span = token_span(p);

    if (module->is_named || module->order.count > 0) {
        complain(p, span, "the 'module' line stands once, before all declarations");
    }
    advance(p);
    Name *name = expect_name(p, "a name", "after 'module'", &span);
    module->name = name;
    module->is_named = true;
    module->document = document;
}

/* --- the module --- */

static void parse_foreign_function(Parser *p, FunctionKind kind, const Attributes *attributes,
                                   const char *document, bool is_public)
{
    const char *where = kind == FUNCTION_EXTERN ? "after 'extern'" : "after 'declare'";

    advance(p);
    if (p->kind != TOKEN_FN) {
        fail_expected(p, "'fn'", where);
        return;
    }
    declare_function(p, kind, attributes, document, is_public);
}

static void parse_no_declaration(Parser *p)
{
    if (at_word(p, TOKEN_DEF)) {
        fail_at_word(p, "write 'fn'");
    }
    fail_expected(p, "a declaration", "");
}

static void parse_type_or_value(Parser *p, const char *document, bool is_public)
{
    switch (p->kind) {
    case TOKEN_STRUCT: declare_struct(p, document, is_public); break;
    case TOKEN_EXCEPTION: declare_exception(p, document, is_public); break;
    case TOKEN_CONST: declare_value(p, SYMBOL_CONSTANT, is_public); break;
    case TOKEN_GLOBAL: declare_value(p, SYMBOL_GLOBAL, is_public); break;
    case TOKEN_CLASS: parse_class(p, document, is_public); break;
    case TOKEN_TRAIT: parse_trait(p, document, is_public); break;
    case TOKEN_IMPL: parse_implementation(p, document); break;
    case TOKEN_MODULE: declare_module(p, document); break;
    case TOKEN_IMPORT: declare_import(p); break;
    case TOKEN_INSTANTIATE: declare_instance(p); break;
    default: parse_no_declaration(p); break;
    }
}

static void name_type(Parser *p, Declaration *declaration, const Attributes *attributes)
{
    const char *type = attributes->shown_type;

    declaration->is_reflected = attributes->is_reflected;
    if (type != NULL) {
        declaration->shown_type = type;
        declaration->shown_name = arena_copy(&p->program->arena, type, strcspn(type, "["));
    }
}

/* A struct, class or trait, which has attributes of its own. */
static void parse_attributed_type(Parser *p, Attributes attributes, const char *document,
                                  bool is_public)
{
    uint32_t position = p->module->declarations.count;

    refuse_attributes(p, &(Attributes){.span = attributes.span}, "another declaration");
    parse_type_or_value(p, document, is_public);
    if (position < p->module->declarations.count) {
        name_type(p, p->module->declarations.items[position], &attributes);
    }
}

static void parse_attributed(Parser *p, const Attributes *attributes, const char *document)
{
    bool is_public = accept(p, TOKEN_PUB);

    switch (p->kind) {
    case TOKEN_FN: declare_function(p, FUNCTION_DEFINED, attributes, document, is_public); break;
    case TOKEN_EXTERN:
        parse_foreign_function(p, FUNCTION_EXTERN, attributes, document, is_public);
        break;
    case TOKEN_DECLARE:
        parse_foreign_function(p, FUNCTION_DECLARE, attributes, document, is_public);
        break;
    case TOKEN_TRAIT: refuse_reflection(p, attributes); /* fall through */
    case TOKEN_STRUCT:
    case TOKEN_CLASS: parse_attributed_type(p, *attributes, document, is_public); break;
    default:
        refuse_attributes(p, attributes, "another declaration");
        parse_type_or_value(p, document, is_public);
        break;
    }
}

static void expect_declaration_end(Parser *p)
{
    bool is_block = p->previous_kind == TOKEN_RIGHT_BRACE;

    if (p->kind != TOKEN_NEWLINE && p->kind != TOKEN_SEMICOLON && p->kind != TOKEN_END &&
        !is_block) {
        fail_expected(p, "the end of the declaration", "");
    }
}

static void parse_declaration(Parser *p)
{
    uint32_t start = p->token.span.offset;
    const char *document = lexer_document(&p->lexer, &p->token);
    Attributes attributes;
    Place outer = parse_attributes(p, &attributes);

    parse_attributed(p, &attributes, document);
    expect_declaration_end(p);
    if (p->kind == TOKEN_PANIC) {
        recover(p, start, true);
    }
    restore_place(p, outer);
}

void parse_module(Parser *p)
{
    while (p->token.kind != TOKEN_END) {
        skip_newlines(p);
        if (p->kind == TOKEN_RIGHT_BRACE) {
            complain(p, token_span(p), "there is no '{' for this '}'");
            advance(p);
        } else if (!accept(p, TOKEN_SEMICOLON) && p->kind != TOKEN_END) {
            parse_declaration(p);
        }
    }
}
