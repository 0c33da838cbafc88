/* Functions as IR text: attributes, signature and body. */
#include "print_ir.h"

static void print_bounds(Printer *printer, const TypeParameter *parameter)
{
    for (uint32_t i = 0; i < parameter->bounds.count; i++) {
        print_text(printer, i > 0 ? " + " : ": ");
        print_type_form(printer, parameter->bounds.items[i]);
    }
}

/* [T: HasArea, N: int64]; those of an open function are not written. */
void print_type_parameters(Printer *printer, const SymbolList *parameters)
{
    if (parameters->count == 0 || parameters->items[0]->parameter->is_implied) {
        return;
    }
    for (uint32_t i = 0; i < parameters->count; i++) {
        print_text(printer, i > 0 ? ", " : "[");
        print_text(printer, parameters->items[i]->name->text);
        print_bounds(printer, parameters->items[i]->parameter);
    }
    print_text(printer, "]");
}

static bool is_left_out(const Type *type)
{
    return type != NULL && type->kind == TYPE_PARAMETER && type->declaration->parameter->is_implied;
}

static void print_parameter(Printer *printer, const Function *function, uint32_t i)
{
    const Symbol *symbol = function->parameters.items[i];
    const NodeList *forms = &function->parameter_types;

    print_text(printer, symbol->is_reference ? "ref " : "");
    print_text(printer, symbol->name->text);
    if (i > 0 || !function_is_method(function)) {
        print_annotation(printer, is_left_out(symbol->type) ? NULL : symbol->type,
                         i < forms->count ? forms->items[i] : NULL);
    }
}

static void print_result(Printer *printer, const Function *function)
{
    const Type *result = function->result;

    if (result != NULL && result->kind != TYPE_ERROR) {
        if (result->kind != TYPE_NONE) {
            bool is_wrapped = function->has_raises_clause && result->kind == TYPE_FN;

            print_text(printer, is_wrapped ? " -> (" : " -> ");
            type_print(printer->out, result, printer->module);
            print_text(printer, is_wrapped ? ")" : "");
        }
    } else if (function->result_form != NULL) {
        print_result_form(printer, function->result_form, function->has_raises_clause);
    }
}

static void print_raises(Printer *printer, const Function *function)
{
    if (!function->has_raises_clause) {
        return;
    }
    print_text(printer, " raises ");
    if (function->raises_clause.count == 0 && function->raises_names.count == 0) {
        print_text(printer, "nothing");
    } else {
        print_exceptions(printer, &function->raises_clause, &function->raises_names);
    }
}

void print_signature(Printer *printer, const Function *function)
{
    print_text(printer, "(");
    for (uint32_t i = 0; i < function->parameters.count; i++) {
        print_text(printer, i > 0 ? ", " : "");
        print_parameter(printer, function, i);
    }
    print_text(printer, ")");
    print_result(printer, function);
    print_raises(printer, function);
}

void print_attribute(Printer *printer, bool is_set, const char *attribute)
{
    if (is_set) {
        print_text(printer, attribute);
        print_newline(printer);
    }
}

void print_named(Printer *printer, const Symbol *symbol, const char *shown)
{
    if (strcmp(shown, symbol->name->text) != 0) {
        print_text(printer, "@named(");
        print_string(printer, shown, strlen(shown));
        print_text(printer, ")");
        print_newline(printer);
    }
}

static void print_attributes(Printer *printer, const Function *function)
{
    if (function->export_name != NULL) {
        print_text(printer, "@export(");
        print_string(printer, function->export_name, strlen(function->export_name));
        print_text(printer, ")");
        print_newline(printer);
    }
    print_attribute(printer, function->is_inline, "@inline");
    print_attribute(printer, function->is_noinline, "@noinline");
    print_attribute(printer, function->is_pure_declared, "@pure");
    print_attribute(printer, function->is_unchecked, "@unchecked");
    if (function->display_name != NULL) {
        print_named(printer, function->symbol, function->display_name);
    }
}

static void print_header(Printer *printer, const char *header)
{
    if (header != NULL) {
        print_text(printer, " from ");
        print_string(printer, header, strlen(header));
    }
}

static void print_body(Printer *printer, const Function *function)
{
    const Function *outer = printer->function;

    if (function->body != NULL) {
        NameList hidden = hide_locals(printer, function);

        printer->function = function;
        buffer_char(printer->out, ' ');
        print_block(printer, function->body);
        printer->function = outer;
        show_locals(&hidden);
    }
}

/* From its document to its closing brace. */
void print_function(Printer *printer, const Function *function)
{
    print_document(printer, function->document);
    print_place(printer, function->span);
    print_attributes(printer, function);
    print_text(printer, function->is_public && !function_is_method(function) ? "pub " : "");
    print_text(printer, function->kind == FUNCTION_EXTERN    ? "extern "
                        : function->kind == FUNCTION_DECLARE ? "declare "
                                                             : "");
    print_text(printer, function_is_init(function) ? "init" : "fn ");
    print_text(printer, function_is_init(function) ? "" : function->symbol->name->text);
    print_type_parameters(printer, &function->type_parameters);
    print_signature(printer, function);
    print_header(printer, function->header);
    print_body(printer, function);
}
