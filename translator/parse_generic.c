/* The parameters of generics: [T, U: HasArea + Sized, N: int64]. */
#include "parser.h"

/* `: A + B`, or for a number `: int64`. */
static void parse_bounds(Parser *p, TypeParameter *parameter)
{
    if (!accept(p, TOKEN_COLON)) {
        return;
    }
    do {
        LIST_PUSH(&p->program->arena, &parameter->bounds, parse_type(p));
    } while (accept(p, TOKEN_PLUS));
}

static void parse_type_parameter(Parser *p, SymbolList *list)
{
    Span span;
    Name *name = expect_name(p, "a type parameter", "", &span);
    Symbol *symbol = symbol_new(p->program, SYMBOL_TYPE_PARAMETER, name, span);

    symbol->module = p->module;
    symbol->parameter = ARENA_NEW(&p->program->arena, TypeParameter);
    symbol->type = type_declared(&p->program->types, TYPE_PARAMETER, symbol);
    LIST_PUSH(&p->program->arena, list, symbol);
    parse_bounds(p, symbol->parameter);
}

void parse_type_parameters(Parser *p, SymbolList *list)
{
    if (p->kind != TOKEN_LEFT_BRACKET) {
        return;
    }
    bool outer = open_bracket(p, false);
    do {
        parse_type_parameter(p, list);
    } while (accept(p, TOKEN_COMMA) && p->kind != TOKEN_RIGHT_BRACKET);
    close_bracket(p, TOKEN_RIGHT_BRACKET, outer, "after the type parameters");
    p->program->generics.are_used = true;
}
