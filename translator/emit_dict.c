/* emit_dict: of dicts and sets what no template has: loops over them, and a lookup that may find
 * nothing. */
#include "emit_internal.h"

/* --- loops --- */

/* &d->table */
static CNode *table_of(Emitter *e, CNode *container)
{
    return address_of(e, member_of(e, container, "table"));
}

/* A loop that is being written. */
struct TableLoop {
    const Symbol *item;
    CNode *number; /* of the entry that it is at */
    const TableLoop *outer;
};

CNode *emit_entry_number(const Emitter *e, const Node *node)
{
    const TableLoop *loop = e->table_loop;

    while (loop->item != node->builtin.arguments.items[0]->name.symbol) {
        loop = loop->outer;
    }
    return loop->number;
}

typedef struct KeyUse {
    const Symbol *key;
    bool is_found;
} KeyUse;

static void find_use(Node **slot, void *data)
{
    KeyUse *use = data;
    const Node *node = *slot;
    bool is_number = node->kind == NODE_BUILTIN && node->builtin.id == BUILTIN_ENTRY_NUMBER;

    use->is_found |= node_is_name_of(node, use->key);
    if (!is_number && !use->is_found) {
        node_children(*slot, find_use, use);
    }
}

/* Does the body ask for an entry's number first, and need the key for nothing else? */
static bool is_key_unused(const Node *node)
{
    const NodeList *statements = &node->for_.body->list;
    const Node *first = statements->count > 0 ? statements->items[0] : NULL;
    const Node *value = first != NULL && first->kind == NODE_LET ? first->let.value : NULL;
    KeyUse use = {.key = node->for_.symbol};
    Node *body = node->for_.body;

    if (value == NULL || value->kind != NODE_INDEX || value->index.base->type->kind != TYPE_DICT) {
        return false;
    }
    find_use(&body, &use);
    return !use.is_found;
}

/* The body, which begins with the key: `const nb_str name = ages->entries[name_at].key;`. */
static void emit_turn(Emitter *e, const Node *node, CNode *loop, CNode *container, CNode *number)
{
    CNode *entry = c_index(e->arena, member_of(e, container, "entries"), number);
    const TableLoop turn = {node->for_.symbol, number, e->table_loop};
    CNodeList *outer = e->out;

    e->table_loop = &turn;
    if (!is_key_unused(node)) {
        e->out = &loop->list;
        declare_value(e, node->for_.symbol, c_member(e->arena, entry, "key"), node->span);
        e->out = outer;
    }
    emit_loop_body(e, node->for_.body, &loop->list);
    e->table_loop = turn.outer;
}

/* `for (int64_t name_at = -1; nb_table_advance(&ages->table, &name_at);) {` */
static void emit_proven_loop(Emitter *e, const Node *node, CNode *container)
{
    uint32_t mark = scope_open(e);
    const char *at = local_fresh(e, text_format(e, "%s_at", node->for_.symbol->name->text));
    CNode *loop = c_new(e->arena, C_FOR, node->span);

    loop->third = c_declare(e->arena, "int64_t", at, c_integer(e->arena, -1));
    loop->left = c_call2(e->arena, use(e, "nb_table_advance"), table_of(e, container),
                         c_unary(e->arena, "&", c_name(e->arena, at)));
    push(e, loop, node->span);
    emit_turn(e, node, loop, container, c_name(e->arena, at));
    scope_close(e, mark);
}

static const char *change_message(const Type *type)
{
    return type->kind == TYPE_DICT ? "dictionary changed size during iteration"
                                   : "Set changed size during iteration";
}

/* `nb_cursor name_at = nb_cursor_new(&ages->table);`, a loop while it advances, and the check. */
static void emit_checked_loop(Emitter *e, const Node *node, CNode *container)
{
    const char *at = local_fresh(e, text_format(e, "%s_at", node->for_.symbol->name->text));
    CNode *loop = c_new(e->arena, C_WHILE, node->span);
    uint32_t mark;

    push(e,
         c_declare(e->arena, use(e, "nb_cursor"), at,
                   c_call1(e->arena, use(e, "nb_cursor_new"), table_of(e, container))),
         node->span);
    loop->left = c_call2(e->arena, use(e, "nb_cursor_advance"), table_of(e, container),
                         c_unary(e->arena, "&", c_name(e->arena, at)));
    push(e, loop, node->span);
    mark = scope_open(e);
    emit_turn(e, node, loop, container, c_member(e->arena, c_name(e->arena, at), "number"));
    scope_close(e, mark);
    emit_check(e, c_member(e->arena, c_name(e->arena, at), "has_lost"), "RuntimeError",
               change_message(node->for_.iterable->type), node->span);
}

void emit_table_for(Emitter *e, const Node *node)
{
    CNode *container = emit_expression(e, node->for_.iterable);

    if ((node->flags & FLAG_PROVEN) != 0) {
        emit_proven_loop(e, node, container);
    } else {
        emit_checked_loop(e, node, container);
    }
}

/* --- get --- */

const char *dict_get(Emitter *e, const Type *dict)
{
    const char *name = text_format(e, "nb_%s_get", short_name(e, dict));
    const Type *option = type_option(&e->program->types, dict->arguments[1]);

    if (made_before(e, name)) {
        return name;
    }
    CNode *get = generated_function(e, c_type(e, option), name);
    CNode *entry = c_name(e->arena, "entry");
    CNode *missing = c_if(e->arena, c_binary(e->arena, "==", entry, c_name(e->arena, "NULL")));

    runtime_use_header(e->runtime, "stddef.h");
    add_parameter(e, get, text_format(e, "const %s", c_type(e, dict)), "self");
    add_parameter(e, get, c_type(e, dict->arguments[0]), "key");
    c_push(e->arena, &get->left->list,
           c_declare(e->arena, text_format(e, "const nb_%s_entry *", short_name(e, dict)), "entry",
                     c_call2(e->arena, template_function(e, dict, "find"), c_name(e->arena, "self"),
                             c_name(e->arena, "key"))));
    c_push(e->arena, &get->left->list, c_new(e->arena, C_BLANK, (Span){0}));
    c_push(e->arena, &missing->list, c_return(e->arena, option_of(e, option, NULL)));
    c_push(e->arena, &get->left->list, missing);
    c_push(
        e->arena, &get->left->list,
        c_return(e->arena,
                 option_of(e, option, c_member(e->arena, c_unary(e->arena, "*", entry), "value"))));
    c_push(e->arena, &e->type_functions, get);
    return name;
}
