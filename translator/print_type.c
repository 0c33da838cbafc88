/* Names and types as IR text: known ones, and those that are written only. */
#include "print_ir.h"

void print_name(Printer *printer, const Name *name)
{
    buffer_bytes(printer->out, name->text, name->length);
}

static void print_qualified(Printer *printer, const Name *qualifier, const Name *name)
{
    if (qualifier != NULL) {
        print_name(printer, qualifier);
        buffer_char(printer->out, '.');
    }
    print_name(printer, name);
}

void print_symbol(Printer *printer, const Symbol *symbol)
{
    if (symbol->kind == SYMBOL_EXCEPTION && symbol->module == NULL) {
        print_built_in_name(printer, symbol->name->text);
        return;
    }
    symbol_print(printer->out, symbol, printer->module);
}

void print_name_node(Printer *printer, const Node *node)
{
    if (node->name.symbol != NULL) {
        print_symbol(printer, node->name.symbol);
    } else {
        print_qualified(printer, node_qualifier(node), node->name.name);
    }
}

void print_exceptions(Printer *printer, const SymbolList *types, const NodeList *names)
{
    for (uint32_t i = 0; i < types->count; i++) {
        print_text(printer, i > 0 ? ", " : "");
        print_symbol(printer, types->items[i]);
    }
    for (uint32_t i = 0; i < names->count && types->count == 0; i++) {
        print_text(printer, i > 0 ? ", " : "");
        print_name_node(printer, names->items[i]);
    }
}

void print_type(Printer *printer, const Type *type)
{
    type_print(printer->out, type, printer->module);
}

void print_called_type(Printer *printer, const Type *type)
{
    if (type->declaration == NULL && !module_hides_type(printer->module, scalar_info(type)->name)) {
        print_built_in_qualifier(printer, scalar_info(type)->name);
    }
    print_type(printer, type);
}

void print_type_forms(Printer *printer, const NodeList *forms)
{
    for (uint32_t i = 0; i < forms->count; i++) {
        print_text(printer, i > 0 ? ", " : "");
        print_type_form(printer, forms->items[i]);
    }
}

/* A raises clause that follows is not the result's. */
void print_result_form(Printer *printer, const Node *form, bool has_clause)
{
    bool is_wrapped = has_clause && form->kind == NODE_TYPE && form->type_form.name == NULL;

    print_text(printer, is_wrapped ? " -> (" : " -> ");
    print_type_form(printer, form);
    print_text(printer, is_wrapped ? ")" : "");
}

static void print_fn_form(Printer *printer, const Node *form)
{
    const Node *raises = form_parts(form)->raises;

    print_text(printer, "fn(");
    print_type_forms(printer, &form_parts(form)->arguments);
    print_text(printer, ")");
    if (form_parts(form)->result != NULL) {
        print_result_form(printer, form_parts(form)->result, raises != NULL);
    }
    if (raises != NULL) {
        print_text(printer, raises->list.count == 0 ? " raises nothing" : " raises ");
        print_text(printer, raises->list.count > 1 ? "(" : "");
        print_exceptions(printer, &(SymbolList){NULL, 0, 0}, &raises->list);
        print_text(printer, raises->list.count > 1 ? ")" : "");
    }
}

/* A type's argument may be a rank. */
void print_type_form(Printer *printer, const Node *form)
{
    if (form->type != NULL && form->type->kind == TYPE_NUMBER) {
        print_type(printer, form->type);
        return;
    }
    if (form->kind != NODE_TYPE) {
        print_expression(printer, form, NULL);
        return;
    }
    if (form->type_form.name == NULL) {
        print_fn_form(printer, form);
        return;
    }
    print_qualified(printer, form_parts(form)->qualifier, form->type_form.name);
    if (strcmp(form->type_form.name->text, "dyn") == 0 && form_parts(form)->arguments.count > 0) {
        print_text(printer, " ");
        print_type_forms(printer, &form_parts(form)->arguments);
    } else if (form_parts(form)->arguments.count > 0) {
        print_text(printer, "[");
        print_type_forms(printer, &form_parts(form)->arguments);
        print_text(printer, "]");
    }
}

void print_type_or_form(Printer *printer, const Type *type, const Node *form)
{
    if (is_known_type(type)) {
        print_type(printer, type);
    } else {
        print_type_form(printer, form);
    }
}

void print_annotation(Printer *printer, const Type *type, const Node *form)
{
    if (is_known_type(type) || form != NULL) {
        print_text(printer, ": ");
        print_type_or_form(printer, type, form);
    }
}
