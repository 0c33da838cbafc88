/* Traits and impls as IR text. */
#include "print_ir.h"

static void print_braced_methods(Printer *printer, const FunctionList *methods)
{
    bool is_first = true;

    print_text(printer, " {");
    printer->depth++;
    print_methods(printer, methods, &is_first);
    printer->depth--;
    if (is_first) {
        print_text(printer, " ");
    } else {
        print_newline(printer);
    }
    print_text(printer, "}");
}

/* A trait is known by its symbol, or as it is written. */
static void print_trait_name(Printer *printer, const Symbol *trait, const Node *form)
{
    if (trait != NULL) {
        print_symbol(printer, trait);
    } else {
        print_type_form(printer, form);
    }
}

static void print_base_traits(Printer *printer, const Declaration *trait)
{
    bool is_resolved = trait->bases.count > 0;
    uint32_t count = is_resolved ? trait->bases.count : trait->trait_bases.count;

    for (uint32_t i = 0; i < count; i++) {
        print_text(printer, i == 0 ? "(" : ", ");
        print_trait_name(printer, is_resolved ? trait->bases.items[i] : NULL,
                         is_resolved ? NULL : trait->trait_bases.items[i]);
    }
    print_text(printer, count > 0 ? ")" : "");
}

void print_trait(Printer *printer, const Declaration *trait)
{
    print_text(printer, trait->symbol->is_public ? "pub trait " : "trait ");
    print_text(printer, trait->symbol->name->text);
    print_type_parameters(printer, &trait->type_parameters);
    print_base_traits(printer, trait);
    print_braced_methods(printer, &trait->methods);
}

void print_implementation(Printer *printer, const Implementation *implementation)
{
    print_document(printer, implementation->document);
    print_place(printer, implementation->span);
    print_text(printer, "impl");
    print_type_parameters(printer, &implementation->type_parameters);
    print_text(printer, " ");
    if (implementation->trait_name != NULL) {
        print_trait_name(printer, implementation->trait_type == NULL ? implementation->trait : NULL,
                         implementation->trait_name);
        print_text(printer, " for ");
    }
    print_type_or_form(printer, implementation->type, implementation->target);
    print_braced_methods(printer, &implementation->methods);
}
