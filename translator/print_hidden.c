/* Built-in names that others hide where a text is printed: there they are qualified, so that it
 * reads back. A local hides them in all of the function that no other is around. */
#include "print_ir.h"
#include "scope.h"

typedef struct Hiding {
    Program *program;
    NameList names;
} Hiding;

static void hide(Hiding *hiding, const Symbol *symbol)
{
    if (symbol != NULL && !symbol->name->is_hidden) {
        symbol->name->is_hidden = true;
        LIST_PUSH(&hiding->program->scratch, &hiding->names, symbol->name);
    }
}

static void hide_all(Hiding *hiding, const SymbolList *symbols)
{
    for (uint32_t i = 0; i < symbols->count; i++) {
        hide(hiding, symbols->items[i]);
    }
}

static void hide_function(Hiding *hiding, const Function *function);

static void hide_declared(Node **slot, void *data)
{
    Hiding *hiding = data;
    Node *node = *slot;

    switch (node->kind) {
    case NODE_LET: hide(hiding, node->let.symbol); break;
    case NODE_LET_TUPLE: hide_all(hiding, &node->let_tuple.symbols); break;
    case NODE_FOR: hide(hiding, node->for_.symbol); break;
    case NODE_HANDLER: hide(hiding, node->handler.symbol); break;
    case NODE_LAMBDA: hide_function(hiding, node->function); break;
    case NODE_FUNCTION:
        hide(hiding, node->function->symbol);
        hide_function(hiding, node->function);
        break;
    default: break;
    }
    node_children(node, hide_declared, hiding);
}

static void hide_function(Hiding *hiding, const Function *function)
{
    Node *body = function->body;

    hide_all(hiding, &function->parameters);
    if (body != NULL) {
        hide_declared(&body, hiding);
    }
}

NameList hide_locals(Printer *printer, const Function *function)
{
    Hiding hiding = {.program = printer->program};

    if (printer->function == NULL) {
        hide_function(&hiding, function);
    }
    return hiding.names;
}

void show_locals(const NameList *hidden)
{
    for (uint32_t i = 0; i < hidden->count; i++) {
        hidden->items[i]->is_hidden = false;
    }
}

static bool is_hidden(const Printer *printer, const Name *name)
{
    const Scope *scope = printer->module != NULL ? printer->module->scope : NULL;

    return name->is_hidden || (scope != NULL && scope_find(scope, name) != NULL);
}

void print_built_in_qualifier(Printer *printer, const char *name)
{
    if (is_hidden(printer, name_of(&printer->program->names, name))) {
        print_name(printer, printer->program->builtins);
        print_text(printer, ".");
    }
}

void print_built_in_name(Printer *printer, const char *name)
{
    print_built_in_qualifier(printer, name);
    print_text(printer, name);
}
