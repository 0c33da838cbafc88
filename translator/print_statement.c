/* Blocks and statements as IR text. */
#include "print_ir.h"

static uint32_t print_statement(Printer *printer, const NodeList *list, uint32_t place);

/* --- blocks --- */

static bool is_empty(const NodeList *statements)
{
    for (uint32_t i = 0; i < statements->count; i++) {
        if (statements->items[i]->kind != NODE_PASS) {
            return false;
        }
    }
    return true;
}

/* The statements [first, last) of the list, each after a newline. */
/* A variable that is named after its parts has a name of its own from resolve on. */
static bool is_nested(const Symbol *symbol)
{
    return symbol->is_joined && !symbol->is_declared;
}

/* The names that a `let (a, (b, c)) = …` at `place` declares, together with the statements behind
 * it that take its parts apart. Gives the place after those. */
static uint32_t print_pattern(Printer *printer, const NodeList *list, uint32_t place)
{
    const SymbolList *symbols = &list->items[place++]->let_tuple.symbols;

    print_text(printer, "(");
    for (uint32_t i = 0; i < symbols->count; i++) {
        print_text(printer, i > 0 ? ", " : "");
        if (is_nested(symbols->items[i])) {
            place = print_pattern(printer, list, place);
        } else {
            print_text(printer, symbols->items[i]->name->text);
        }
    }
    print_text(printer, ")");
    return place;
}

static uint32_t print_let_tuple(Printer *printer, const NodeList *list, uint32_t place)
{
    const Node *node = list->items[place];

    print_text(printer, node->let_tuple.symbols.items[0]->is_mutable ? "var " : "let ");
    place = print_pattern(printer, list, place);
    print_text(printer, " = ");
    print_expression(printer, node->let_tuple.value, NULL);
    return place;
}

void print_statements(Printer *printer, const NodeList *list, uint32_t first, uint32_t last)
{
    for (uint32_t i = first; i < last;) {
        if (list->items[i]->kind == NODE_PASS) {
            i++;
            continue;
        }
        print_newline(printer);
        i = print_statement(printer, list, i);
    }
}

void print_block(Printer *printer, const Node *block)
{
    const NodeList *statements = &block->list;

    if (is_empty(statements)) {
        print_text(printer, "{ }");
        return;
    }
    print_text(printer, "{");
    printer->depth++;
    print_statements(printer, statements, 0, statements->count);
    printer->depth--;
    print_newline(printer);
    print_text(printer, "}");
}

/* ` word { … }`, behind the brace before it. */
static void print_word_block(Printer *printer, const char *word, const Node *block)
{
    if (block != NULL) {
        print_text(printer, word);
        print_block(printer, block);
    }
}

/* --- statements --- */

static void print_let(Printer *printer, const Node *node)
{
    const Symbol *symbol = node->let.symbol;

    print_text(printer, symbol->is_mutable ? "var " : "let ");
    print_text(printer, symbol->name->text);
    print_annotation(printer, symbol->type, node->let.declared);
    if (node->let.value != NULL) {
        print_text(printer, " = ");
        print_expression(printer, node->let.value, symbol->type);
    }
}

static void print_assign(Printer *printer, const Node *node)
{
    print_expression(printer, node->assign.target, NULL);
    print_text(printer, " ");
    print_text(printer, operator_table[node->op].spelling);
    print_text(printer, (node->flags & FLAG_PROVEN) != 0 ? "!= " : "= ");
    print_expression(printer, node->assign.value, node->assign.target->type);
}

static void print_if(Printer *printer, const Node *node)
{
    for (;;) {
        print_text(printer, "if ");
        print_expression(printer, node->if_.condition, NULL);
        print_text(printer, " ");
        print_block(printer, node->if_.then);
        if (node->if_.otherwise == NULL || node->if_.otherwise->kind != NODE_IF) {
            print_word_block(printer, " else ", node->if_.otherwise);
            return;
        }
        print_text(printer, " else ");
        node = node->if_.otherwise;
    }
}

static void print_while(Printer *printer, const Node *node)
{
    print_text(printer, "while ");
    print_expression(printer, node->while_.condition, NULL);
    print_text(printer, " ");
    print_block(printer, node->while_.body);
}

static void print_for(Printer *printer, const Node *node)
{
    const Symbol *symbol = node->for_.symbol;
    bool is_declared = node->for_.declared != NULL;

    print_text(printer, "for ");
    print_text(printer, symbol->name->text);
    if (is_declared) {
        print_annotation(printer, symbol->type, node->for_.declared);
    }
    print_text(printer, " in ");
    print_expression(printer, node->for_.iterable, is_declared ? symbol->type : NULL);
    print_text(printer, " ");
    print_block(printer, node->for_.body);
}

static void print_return(Printer *printer, const Node *node)
{
    print_text(printer, "return");
    if (node->unary.operand != NULL) {
        print_text(printer, " ");
        print_expression(printer, node->unary.operand,
                         printer->function != NULL ? printer->function->result : NULL);
    }
}

static void print_raise(Printer *printer, const Node *node)
{
    print_text(printer, "raise");
    if (node->raise.value != NULL) {
        print_text(printer, " ");
        print_expression(printer, node->raise.value, NULL);
    }
    if (node->raise.cause != NULL) {
        print_text(printer, " from ");
        print_expression(printer, node->raise.cause, NULL);
    }
}

static void print_handled_types(Printer *printer, const Node *handler)
{
    uint32_t known = handler->handler.types.count;
    uint32_t count = known > 0 ? known : handler->handler.names.count;

    print_text(printer, count > 1 ? "(" : "");
    print_exceptions(printer, &handler->handler.types, &handler->handler.names);
    print_text(printer, count > 1 ? ") " : count == 1 ? " " : "");
}

static void print_handler(Printer *printer, const Node *handler)
{
    print_text(printer, " except ");
    print_handled_types(printer, handler);
    if (handler->handler.symbol != NULL) {
        print_text(printer, "as ");
        print_text(printer, handler->handler.symbol->name->text);
        print_text(printer, " ");
    }
    print_block(printer, handler->handler.body);
}

static void print_try(Printer *printer, const Node *node)
{
    print_text(printer, "try ");
    print_block(printer, node->try_.body);
    for (uint32_t i = 0; i < node->try_.handlers.count; i++) {
        print_handler(printer, node->try_.handlers.items[i]);
    }
    print_word_block(printer, " else ", node->try_.otherwise);
    print_word_block(printer, " finally ", node->try_.finally);
}

static void print_assert(Printer *printer, const Node *node)
{
    print_text(printer, "assert ");
    print_expression(printer, node->assert_.condition, NULL);
    if (node->assert_.message != NULL) {
        print_text(printer, ", ");
        print_expression(printer, node->assert_.message, NULL);
    }
}

static void print_simple_statement(Printer *printer, const Node *node)
{
    switch (node->kind) {
    case NODE_LET: print_let(printer, node); break;
    case NODE_ASSIGN: print_assign(printer, node); break;
    case NODE_EXPRESSION: print_expression(printer, node->unary.operand, NULL); break;
    case NODE_BREAK: print_text(printer, "break"); break;
    case NODE_CONTINUE: print_text(printer, "continue"); break;
    case NODE_RETURN: print_return(printer, node); break;
    case NODE_RAISE: print_raise(printer, node); break;
    case NODE_ASSERT: print_assert(printer, node); break;
    default: break;
    }
}

static void print_bare_statement(Printer *printer, const Node *node)
{
    switch (node->kind) {
    case NODE_BLOCK: print_block(printer, node); break;
    case NODE_IF: print_if(printer, node); break;
    case NODE_WHILE: print_while(printer, node); break;
    case NODE_FOR: print_for(printer, node); break;
    case NODE_TRY: print_try(printer, node); break;
    case NODE_HANDLER: print_handler(printer, node); break;
    case NODE_FUNCTION: print_function(printer, node->function); break;
    default: print_simple_statement(printer, node);
    }
}

/* A nested function's document stands before its place, so it prints its place itself. */
/* Gives the place of the statement that follows. */
static uint32_t print_statement(Printer *printer, const NodeList *list, uint32_t place)
{
    const Node *node = list->items[place];
    const char *outer_place = printer->place;
    uint32_t outer_line = printer->place_line;

    if (node->kind != NODE_FUNCTION) {
        print_place(printer, node->span);
    }
    if (node->kind == NODE_LET_TUPLE) {
        place = print_let_tuple(printer, list, place);
    } else {
        print_bare_statement(printer, node);
        place++;
    }
    printer->place = outer_place;
    printer->place_line = outer_line;
    return place;
}
