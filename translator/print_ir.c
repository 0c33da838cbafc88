/* Prints a module as IR text, open or closed, after any pass: one canonical layout, and it parses
 * back to the same tree. Declarations stand in the file's order; a function that a pass made
 * stands where module->functions has it, between those of the file. */
#include "print_ir.h"
#include "passes.h"

void print_newline(Printer *printer)
{
    buffer_char(printer->out, '\n');
    for (unsigned i = 0; i < printer->depth; i++) {
        print_text(printer, "    ");
    }
}

/* --- places and documents: lines of their own before a statement or declaration --- */

static bool is_in_force(const Printer *printer, Span span)
{
    return printer->place != NULL && span.line == printer->place_line &&
           strcmp(span_place(&printer->program->sources, span), printer->place) == 0;
}

/* Each statement and declaration names its place, unless the one around it did. */
void print_place(Printer *printer, Span span)
{
    const char *place = span_place(&printer->program->sources, span);

    if (place != NULL && !is_in_force(printer, span)) {
        print_text(printer, "@at ");
        print_string(printer, place, strlen(place));
        buffer_format(printer->out, ":%u", (unsigned)span.line);
        print_newline(printer);
        printer->place = place;
        printer->place_line = span.line;
    }
}

void print_document(Printer *printer, const char *document)
{
    while (document != NULL) {
        size_t length = strcspn(document, "\n");

        print_text(printer, length > 0 ? "## " : "##");
        buffer_bytes(printer->out, document, length);
        print_newline(printer);
        document = document[length] == '\n' ? document + length + 1 : NULL;
    }
}

/* --- declarations --- */

static void print_import(Printer *printer, const Symbol *import)
{
    print_text(printer, "import ");
    print_text(printer, import->name->text);
}

static void print_fields(Printer *printer, const Declaration *declaration)
{
    printer->depth++;
    for (uint32_t i = 0; i < declaration->fields.count; i++) {
        const Symbol *field = declaration->fields.items[i];

        print_newline(printer);
        print_text(printer, field->name->text);
        print_annotation(printer, field->type, declaration->field_types.items[i]);
    }
    printer->depth--;
}

static void print_braced_fields(Printer *printer, const Declaration *declaration)
{
    if (declaration->fields.count == 0) {
        print_text(printer, " { }");
        return;
    }
    print_text(printer, " {");
    print_fields(printer, declaration);
    print_newline(printer);
    print_text(printer, "}");
}

static void print_base(Printer *printer, const Declaration *declaration)
{
    if (declaration->base_name == NULL) {
        return;
    }
    print_text(printer, "(");
    if (declaration->symbol->kind == SYMBOL_CLASS) {
        print_type_or_form(printer, declaration->base_type, declaration->base_name);
    } else {
        print_expression(printer, declaration->base_name, NULL);
    }
    print_text(printer, ")");
}

static void print_declared_type(Printer *printer, const Declaration *declaration)
{
    bool is_struct = declaration->symbol->kind == SYMBOL_STRUCT;

    print_text(printer, declaration->symbol->is_public ? "pub " : "");
    print_text(printer, is_struct ? "struct " : "exception ");
    print_text(printer, declaration->symbol->name->text);
    print_type_parameters(printer, &declaration->type_parameters);
    print_base(printer, declaration);
    if (is_struct || declaration->fields.count > 0) {
        print_braced_fields(printer, declaration);
    }
}

/* `const LIMIT: int64`, before the `=`. */
static void print_value_head(Printer *printer, const char *word, const Symbol *symbol)
{
    print_place(printer, symbol->span);
    print_text(printer, symbol->is_public ? "pub " : "");
    print_text(printer, word);
    print_text(printer, symbol->name->text);
    print_annotation(printer, symbol->type, symbol->declared);
}

static void print_constant(Printer *printer, const Symbol *constant)
{
    print_value_head(printer, "const ", constant);
    print_text(printer, " = ");
    print_expression(printer, constant->value, constant->type);
}

/* --- classes --- */

/* A blank line before each member but the first. */
static void print_member_start(Printer *printer, bool *is_first)
{
    if (!*is_first) {
        buffer_char(printer->out, '\n');
    }
    *is_first = false;
    print_newline(printer);
}

/* Copies of another module's default methods are left out: that module, read again, gives them
 * anew. */
static bool is_printed(const Printer *printer, const Function *method)
{
    return method->made_from == NULL || method->made_from->module == printer->module;
}

void print_methods(Printer *printer, const FunctionList *methods, bool *is_first)
{
    for (uint32_t i = 0; i < methods->count; i++) {
        if (is_printed(printer, methods->items[i])) {
            print_member_start(printer, is_first);
            print_function(printer, methods->items[i]);
            printer->place = NULL;
        }
    }
}

static void print_class_constants(Printer *printer, const Declaration *declaration)
{
    printer->depth++;
    for (uint32_t i = 0; i < declaration->constants.count; i++) {
        print_newline(printer);
        print_constant(printer, declaration->constants.items[i]);
        printer->place = NULL;
    }
    printer->depth--;
}

/* Fields, constants, `init`, methods. */
static void print_members(Printer *printer, const Declaration *declaration)
{
    bool is_first = declaration->fields.count + declaration->constants.count == 0;

    printer->place = NULL;
    print_fields(printer, declaration);
    print_class_constants(printer, declaration);
    printer->depth++;
    print_methods(printer, &declaration->initialisers, &is_first);
    print_methods(printer, &declaration->methods, &is_first);
    printer->depth--;
}

static void print_class(Printer *printer, const Declaration *declaration)
{
    bool is_empty = declaration->fields.count + declaration->constants.count == 0 &&
                    declaration->methods.count + declaration->initialisers.count == 0;

    print_text(printer, declaration->symbol->is_public ? "pub class " : "class ");
    print_text(printer, declaration->symbol->name->text);
    print_type_parameters(printer, &declaration->type_parameters);
    print_base(printer, declaration);
    print_text(printer, is_empty ? " { }" : " {");
    if (!is_empty) {
        print_members(printer, declaration);
        print_newline(printer);
        print_text(printer, "}");
    }
}

/* What infer found is written, too. */
static void print_type_declaration(Printer *printer, const Declaration *declaration)
{
    const Symbol *symbol = declaration->symbol;

    print_document(printer, declaration->document);
    print_place(printer, symbol->span);
    print_attribute(printer, declaration->is_reflected, "@reflect");
    print_named(printer, symbol, symbol_text(&printer->program->types, symbol));
    if (symbol->kind == SYMBOL_CLASS) {
        print_class(printer, declaration);
    } else if (symbol->kind == SYMBOL_TRAIT) {
        print_trait(printer, declaration);
    } else {
        print_declared_type(printer, declaration);
    }
}

/* --- others --- */

static void print_instantiation(Printer *printer, const Node *call)
{
    print_text(printer, "instantiate ");
    print_expression(printer, call->call.callee, NULL);
    print_text(printer, "(");
    for (uint32_t i = 0; i < call->call.arguments.count; i++) {
        print_text(printer, i > 0 ? ", " : "");
        print_type_form(printer, call->call.arguments.items[i]);
    }
    print_text(printer, ")");
}

/* --- the module --- */

/* How far the module is printed. */
typedef struct Progress {
    uint32_t function;  /* the next of module->functions */
    uint32_t statement; /* the next of the initialiser's */
    int previous;       /* DeclarationKind of a one-line declaration before, or a value below */
} Progress;

enum { NOTHING_YET = -2, APART = -1 };

/* Before a declaration: those of one line and one kind stand together, others apart. */
static void print_separation(Printer *printer, Progress *progress, int kind)
{
    bool is_with_previous = kind == progress->previous && kind != APART;

    if (!is_with_previous && progress->previous != NOTHING_YET) {
        print_newline(printer);
    }
    progress->previous = kind;
    printer->place = NULL;
}

static int kind_of_function(const Printer *printer, const Function *function)
{
    bool is_line = function->body == NULL && function->document == NULL &&
                   function->export_name == NULL &&
                   span_place(&printer->program->sources, function->span) == NULL;

    return is_line ? DECLARES_FUNCTION : APART;
}

static void print_next_function(Printer *printer, Progress *progress)
{
    const Function *function = printer->module->functions.items[progress->function++];

    if (function->kind != FUNCTION_INITIALISER) {
        print_separation(printer, progress, kind_of_function(printer, function));
        print_function(printer, function);
        print_newline(printer);
    }
}

/* The functions up to that one, besides the module's those that passes made. */
static void print_functions_to(Printer *printer, Progress *progress, uint32_t position)
{
    while (progress->function <= position) {
        print_next_function(printer, progress);
    }
}

static bool sets(const Node *statement, const Symbol *global)
{
    return statement->kind == NODE_ASSIGN && statement->assign.target->kind == NODE_NAME &&
           statement->assign.target->name.symbol == global;
}

/* The initialiser's statement that sets the global, at or behind the next one; their count if
 * there is none. */
static uint32_t find_setting(const NodeList *statements, uint32_t next, const Symbol *global)
{
    while (next < statements->count && !sets(statements->items[next], global)) {
        next++;
    }
    return next;
}

/* Statements that a pass put before the one that sets the global: a function of them is called. */
static void print_lowered_value(Printer *printer, const NodeList *statements, uint32_t first,
                                uint32_t last, const Type *type)
{
    NameList hidden = hide_locals(printer, printer->module->initialiser);

    print_text(printer, "(fn() -> ");
    type_print(printer->out, type, printer->module);
    print_text(printer, " {");
    printer->depth++;
    print_statements(printer, statements, first, last);
    print_newline(printer);
    print_text(printer, "return ");
    print_expression(printer, statements->items[last]->assign.value, type);
    printer->depth--;
    print_newline(printer);
    print_text(printer, "})()");
    show_locals(&hidden);
}

/* From resolve on the initialiser holds the first values, in the globals' order. */
static void print_global(Printer *printer, Progress *progress, const Symbol *global)
{
    const Function *initialiser = printer->module->initialiser;

    print_value_head(printer, "global ", global);
    print_text(printer, " = ");
    if (initialiser == NULL) {
        print_expression(printer, global->value, global->type);
        return;
    }
    const Module *module = printer->module;
    const NodeList *statements =
        module->initial != NULL ? &module->initial->list : &initialiser->body->list;
    uint32_t first = progress->statement;
    uint32_t last = find_setting(statements, first, global);
    if (last == statements->count) {
        print_expression(printer, global->value, global->type);
        return;
    }
    progress->statement = last + 1;
    if (last == first) {
        print_expression(printer, statements->items[last]->assign.value, global->type);
    } else {
        print_lowered_value(printer, statements, first, last, global->type);
    }
}

static void print_plain_declaration(Printer *printer, Progress *progress, struct DeclarationRef ref)
{
    const Module *module = printer->module;

    switch (ref.kind) {
    case DECLARES_IMPORT: print_import(printer, module->imports.items[ref.position]); break;
    case DECLARES_TYPE:
        print_type_declaration(printer, module->declarations.items[ref.position]);
        break;
    case DECLARES_CONSTANT: print_constant(printer, module->constants.items[ref.position]); break;
    case DECLARES_GLOBAL:
        print_global(printer, progress, module->globals.items[ref.position]);
        break;
    case DECLARES_INSTANCE:
        print_instantiation(printer, module->instantiations.items[ref.position]);
        break;
    case DECLARES_IMPLEMENTATION:
        print_implementation(printer, module->implementations.items[ref.position]);
        break;
    case DECLARES_FUNCTION: break;
    }
    print_newline(printer);
}

static bool stands_apart(DeclarationKind kind)
{
    return kind == DECLARES_TYPE || kind == DECLARES_IMPLEMENTATION;
}

static void print_declarations(Printer *printer)
{
    const Module *module = printer->module;
    Progress progress = {.previous = module->is_named ? APART : NOTHING_YET};

    for (uint32_t i = 0; i < module->order.count; i++) {
        struct DeclarationRef ref = module->order.items[i];

        if (ref.kind == DECLARES_FUNCTION) {
            print_functions_to(printer, &progress, ref.position);
        } else {
            print_separation(printer, &progress, stands_apart(ref.kind) ? APART : (int)ref.kind);
            print_plain_declaration(printer, &progress, ref);
        }
    }
    while (progress.function < module->functions.count) {
        print_next_function(printer, &progress);
    }
}

void print_module(Buffer *out, Program *program, const Module *module)
{
    Printer printer = {.out = out, .program = program, .module = module};

    if (module->is_named) {
        print_document(&printer, module->document);
        print_text(&printer, "module ");
        print_text(&printer, module->name->text);
        print_newline(&printer);
    }
    print_declarations(&printer);
}
