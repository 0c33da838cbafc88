/* infer_format_map: "{a:>8.3f} {b}".format_map(d) of a dict whose values are no strings. The format
 * string is a literal, and it becomes "{:>8.3f} {}".format(d["a"], d["b"]), so that its fields are
 * checked against the values' type. Where d is no name, that stands in a function of its own, which
 * is given it. */
#include "buffer.h"
#include "infer.h"

#include <string.h>

typedef struct FormatMap {
    Infer *infer;
    const Node *template;
    Buffer nameless;     /* the format string without the fields' names */
    TextList names;      /* of the fields, in order */
    const char *problem; /* or NULL */
} FormatMap;

/* What is wrong with a field's name, or NULL. */
static const char *name_problem(const char *name)
{
    if (name[strspn(name, "0123456789")] == '\0') {
        return "format string contains positional fields";
    }
    return strpbrk(name, ".[{") != NULL ? "a field of 'format_map' is the key alone" : NULL;
}

/* Takes a field's name, from `at` on; gives where to go on. */
static uint32_t take_name(FormatMap *map, uint32_t at)
{
    const char *bytes = map->template->string.bytes;
    uint32_t end = at;

    while (end < map->template->string.size && strchr("!:}", bytes[end]) == NULL) {
        end++;
    }
    const char *name = arena_copy(&map->infer->program->arena, bytes + at, end - at);
    map->problem = map->problem != NULL ? map->problem : name_problem(name);
    LIST_PUSH(&map->infer->program->arena, &map->names, name);
    buffer_char(&map->nameless, '{');
    return end;
}

/* Doubled braces stay as they are. */
static void take_names(FormatMap *map)
{
    const char *bytes = map->template->string.bytes;
    uint32_t size = map->template->string.size;

    for (uint32_t at = 0; at < size;) {
        bool is_doubled = at + 1 < size && strchr("{}", bytes[at]) != NULL && bytes[at] != '\0' &&
                          bytes[at] == bytes[at + 1];

        if (is_doubled) {
            buffer_bytes(&map->nameless, bytes + at, 2);
            at += 2;
        } else if (bytes[at] == '{') {
            at = take_name(map, at + 1);
        } else {
            buffer_char(&map->nameless, bytes[at++]);
        }
    }
}

/* d["name"] */
static Node *item_of(Infer *infer, Node *dict, const char *name)
{
    Node *item = node_new(infer->program, NODE_INDEX, dict->span);

    item->index.base = node_copy(infer->program, dict, infer->function);
    LIST_PUSH(&infer->program->arena, &item->index.items,
              node_text(infer->program, name, dict->span));
    return item;
}

static Node *format_call(FormatMap *map, Node *dict, Span span)
{
    Infer *infer = map->infer;
    Node *text = node_new(infer->program, NODE_STRING, map->template->span);
    Node *call = node_new(infer->program, NODE_METHOD, span);

    text->string.size = (uint32_t)map->nameless.length;
    text->string.bytes =
        arena_copy(&infer->program->arena, map->nameless.text, map->nameless.length);
    call->method.base = text;
    call->method.name = name_of(&infer->program->names, "format");
    for (uint32_t i = 0; i < map->names.count; i++) {
        LIST_PUSH(&infer->program->arena, &call->method.arguments,
                  item_of(infer, dict, map->names.items[i]));
    }
    return call;
}

static bool report_map(Infer *infer, const Node *node, const char *problem)
{
    report_error(infer->diagnostics, node->span, "%s", problem);
    return true;
}

/* fn format_map_dict_str_int64(values: dict[str, int64]) -> str { return "{}".format(values["a"]) }
 */
static Function *make_formatter(FormatMap *map, const Type *dict, Span span)
{
    Infer *infer = map->infer;
    Program *program = infer->program;
    const Name *prefix = name_of(&program->names, "format_map");
    Function *function = derived_function_new(infer, prefix, dict, infer->types->str, span);
    Node *result = node_new(program, NODE_RETURN, span);

    add_derived_parameter(program, function, "values", dict);
    Node *values = node_name(program, function->parameters.items[0], span);
    result->unary.operand = format_call(map, values, span);
    block_push(program, function->body, result);
    infer_body(infer, function);
    return function;
}

static void replace_call(FormatMap *map, Node **slot, Node *dict)
{
    Program *program = map->infer->program;
    Span span = (*slot)->span;

    if (is_named(dict)) {
        *slot = format_call(map, dict, span);
    } else {
        *slot = node_call(program, make_formatter(map, dict->type, span), span);
        (*slot)->type = NULL;
        LIST_PUSH(&program->arena, &(*slot)->call.arguments, dict);
    }
    infer_expression(map->infer, slot, NULL);
}

/* Is it what only `format` can lay out: a dict with values that are no strings? `{}` is not. */
static bool is_laid_out(Infer *infer, Node **dict)
{
    if ((*dict)->kind == NODE_DICT && (*dict)->list.count == 0) {
        return false;
    }
    const Type *type = infer_expression(infer, dict, NULL);
    return type->kind == TYPE_DICT && type->arguments[0] == infer->types->str &&
           type->arguments[1] != infer->types->str;
}

bool infer_format_map(Infer *infer, Node **slot)
{
    Node *node = *slot;
    Node **dict = &node->method.arguments.items[0];
    FormatMap map = {.infer = infer};

    if (node->method.arguments.count != 1 || strcmp(node->method.name->text, "format_map") != 0 ||
        !is_laid_out(infer, dict)) {
        return false;
    }
    node->type = error_type(infer);
    map.template = fold_constant(infer->program, node->method.base);
    if (map.template == NULL || map.template->kind != NODE_STRING) {
        return report_map(infer, node->method.base,
                          "expected a literal before '.format_map' of values that are not str");
    }
    buffer_open(&map.nameless, &infer->program->scratch);
    take_names(&map);
    if (map.problem != NULL) {
        (void)report_map(infer, node->method.base, map.problem);
    } else {
        replace_call(&map, slot, *dict);
    }
    buffer_close(&map.nameless);
    return true;
}
