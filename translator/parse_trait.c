/* Traits and impls: `trait A(B, C) { fn f(self) -> T … }` and `impl A for T { fn f(self) … }`. */
#include "parser.h"

static void parse_trait_member(Parser *p, void *owner, const Attributes *attributes,
                               const char *document)
{
    Declaration *trait = owner;

    if (p->kind != TOKEN_FN) {
        fail_expected(p, "a method", "");
        return;
    }
    Function *method = parse_method(p, attributes, document, METHOD_OF_TRAIT);
    method->class_ = trait;
    LIST_PUSH(&p->program->arena, &trait->methods, method);
}

static void parse_implementation_member(Parser *p, void *owner, const Attributes *attributes,
                                        const char *document)
{
    Implementation *implementation = owner;

    if (p->kind != TOKEN_FN) {
        fail_expected(p, "a method", "");
        return;
    }
    Function *method = parse_method(p, attributes, document, METHOD_OF_IMPL);
    method->implementation = implementation;
    LIST_PUSH(&p->program->arena, &implementation->methods, method);
}

static void parse_body(Parser *p, MemberParser *parse, void *owner, const char *what,
                       const char *where)
{
    if (p->kind == TOKEN_LEFT_BRACE) {
        parse_members(p, parse, owner, what);
    } else {
        fail_expected(p, "'{'", where);
    }
}

/* (B, C) */
static void parse_base_traits(Parser *p, Declaration *trait)
{
    if (p->kind != TOKEN_LEFT_PARENTHESIS) {
        return;
    }
    bool outer = open_bracket(p, false);
    do {
        LIST_PUSH(&p->program->arena, &trait->trait_bases, parse_type(p));
    } while (accept(p, TOKEN_COMMA) && p->kind != TOKEN_RIGHT_PARENTHESIS);
    close_bracket(p, TOKEN_RIGHT_PARENTHESIS, outer, "after the traits that it extends");
}

void parse_trait(Parser *p, const char *document, bool is_public)
{
    Declaration *trait = new_declaration(p, SYMBOL_TRAIT, document, is_public);

    parse_base_traits(p, trait);
    parse_body(p, parse_trait_member, trait, "trait", "after the trait's name");
}

void parse_implementation(Parser *p, const char *document)
{
    Implementation *implementation = ARENA_NEW(&p->program->arena, Implementation);

    implementation->span = token_span(p);
    implementation->module = p->module;
    implementation->document = document;
    advance(p);
    parse_type_parameters(p, &implementation->type_parameters);
    implementation->target = parse_type(p);
    if (accept(p, TOKEN_FOR)) {
        implementation->trait_name = implementation->target;
        implementation->target = parse_type(p);
    }
    implementation->span = span_since(p, implementation->span);
    LIST_PUSH(&p->program->arena, &p->module->implementations, implementation);
    note_order(p, DECLARES_IMPLEMENTATION, p->module->implementations.count);
    parse_body(p, parse_implementation_member, implementation, "impl", "after the type");
}
