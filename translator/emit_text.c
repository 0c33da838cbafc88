/* emit_text: string constants, print and str, and the functions that write values which only this
 * program has: tuples and structs. */
#include "emit_internal.h"

/* --- constants --- */

bool is_c_text(const char *bytes, uint32_t length)
{
    return memchr(bytes, '\0', length) == NULL;
}

static uint32_t code_points(const char *bytes, uint32_t length)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < length; i++) {
        count += ((unsigned char)bytes[i] & 0xC0U) != 0x80U;
    }
    return count;
}

/* The bytes of a string that is too long for a literal, as an object of its own. */
static CNode *long_text(Emitter *e, const char *bytes, uint32_t length)
{
    CNode *object = c_new(e->arena, C_OBJECT, (Span){0});

    object->flags = C_STATIC;
    object->text = "const char";
    object->name = text_format(e, "%s[]", file_name(e, "long_text"));
    object->left = c_string(e->arena, bytes, length);
    c_push(e->arena, e->code, object);
    return c_name(e->arena, arena_copy(e->arena, object->name, strlen(object->name) - 2));
}

CNode *emit_string(Emitter *e, const char *bytes, uint32_t length)
{
    uint32_t count = code_points(bytes, length);
    CNode *text = c_string(e->arena, bytes, length);

    if (length > C_LONGEST_STRING) {
        text = long_text(e, bytes, length);
    }
    if (count == length) {
        return c_call1(e->arena, use(e, "NB_STR"), text);
    }
    return c_call2(e->arena, use(e, "NB_STR_UTF8"), text, c_integer(e->arena, count));
}

const char *sequence_function(Emitter *e, const Type *type, const char *name)
{
    return type_is_container(type) ? template_function(e, type, name)
                                   : use(e, text_format(e, "nb_%s_%s", short_name(e, type), name));
}

CNode *emit_literal(Emitter *e, const Node *node)
{
    const char *bytes = node->string.bytes;
    uint32_t size = node->string.size;

    if (node->type->kind == TYPE_STR) {
        return emit_string(e, bytes, size);
    }
    return c_call1(e->arena, use(e, "NB_BYTES"),
                   size > C_LONGEST_STRING ? long_text(e, bytes, size)
                                           : c_string(e->arena, bytes, size));
}

/* --- writers --- */

static void write_literal(Emitter *e, CNode *function, const char *text)
{
    CNode *call = c_call2(e->arena, use(e, "nb_write_literal"), c_name(e->arena, "out"),
                          c_string(e->arena, text, (uint32_t)strlen(text)));

    c_push(e->arena, &function->left->list, statement_of(e, call));
}

static void write_member(Emitter *e, CNode *function, const Type *type, const char *member)
{
    CNode *value = c_member(e->arena, c_name(e->arena, "x"), member);
    CNode *call = c_call1(e->arena, writer_of(e, type), c_name(e->arena, "out"));

    if (type->kind != TYPE_NONE) {
        c_push(e->arena, &call->list, value);
    }
    c_push(e->arena, &function->left->list, statement_of(e, call));
}

/* (1, 2.0), and (1,) */
static void write_tuple(Emitter *e, CNode *function, const Type *type)
{
    write_literal(e, function, "(");
    for (uint32_t i = 0; i < type->count; i++) {
        if (i > 0) {
            write_literal(e, function, ", ");
        }
        write_member(e, function, type->arguments[i], text_format(e, "item_%u", i));
    }
    write_literal(e, function, type->count == 1 ? ",)" : ")");
}

/* Vec3(x=1.0, y=2.0, z=3.0) */
static void write_struct(Emitter *e, CNode *function, const Type *type)
{
    const SymbolList *fields = &type->declaration->declaration->fields;
    const char *before = text_format(e, "%s(", source_name(type->declaration));

    for (uint32_t i = 0; i < fields->count; i++) {
        const Symbol *field = fields->items[i];

        write_literal(e, function, text_format(e, "%s%s=", before, field->name->text));
        write_member(e, function, field->type, field_name(e, field));
        before = ", ";
    }
    write_literal(e, function, fields->count == 0 ? text_format(e, "%s)", before) : ")");
}

/* None, or the value, which `writer` writes. */
static void write_option(Emitter *e, CNode *function, const Type *type, const char *writer)
{
    CNode *x = c_name(e->arena, "x");
    CNode *out = c_name(e->arena, "out");
    CNode *choice = c_if(e->arena, option_is_none(e, type, x));
    CNode *value = option_value(e, type, x);

    c_push(e->arena, &choice->list,
           statement_of(e, c_call1(e->arena, use(e, "nb_write_none"), out)));
    choice->third = c_new(e->arena, C_BLOCK, (Span){0});
    c_push(e->arena, &choice->third->list, statement_of(e, c_call2(e->arena, writer, out, value)));
    c_push(e->arena, &function->left->list, choice);
}

static void unused_parameter(Emitter *e, CNode *function, const char *name)
{
    c_push(e->arena, &function->left->list,
           statement_of(e, c_cast(e->arena, "void", c_name(e->arena, name))));
}

/* ValueError('the message'); `is_shown`: only the message. */
static void write_exception(Emitter *e, CNode *function, const Type *type, bool is_shown)
{
    const Symbol *root = builtin_exception(e->program, "BaseException");
    CNode *x = exception_upcast(e, c_name(e->arena, "x"), type->declaration, root);
    CNode *call = c_call1(e->arena, use(e, is_shown ? "nb_write_text" : "nb_write_exception"),
                          c_name(e->arena, "out"));

    c_push(e->arena, &call->list,
           is_shown ? c_member(e->arena, c_unary(e->arena, "*", x), "message") : x);
    c_push(e->arena, &function->left->list, statement_of(e, call));
}

static bool has_members(const Type *type)
{
    return type->kind == TYPE_DYN || type->kind == TYPE_EXCEPTION ? true
           : type->kind == TYPE_CLASS                             ? false
           : type->kind == TYPE_OPTION || type->kind == TYPE_TUPLE
               ? type->count > 0
               : type->declaration->declaration->fields.count > 0;
}

static CNode *writer_head(Emitter *e, const Type *type, const char *name)
{
    CNode *function = generated_function(e, "void", name);

    (void)use(e, "nb_writer");
    add_parameter(e, function, "nb_writer *", "out");
    add_parameter(e, function, c_type(e, type), "x");
    return function;
}

static void fill_writer(Emitter *e, CNode *function, const Type *type, bool is_shown)
{
    switch (type->kind) {
    case TYPE_TUPLE: write_tuple(e, function, type); break;
    case TYPE_OPTION:
        write_option(e, function, type,
                     is_shown ? shower_of(e, type->arguments[0])
                              : writer_of(e, type->arguments[0]));
        break;
    case TYPE_DYN:
        c_push(e->arena, &function->left->list,
               statement_of(e, dyn_write(e, "x", is_shown ? "show_text" : "write")));
        break;
    case TYPE_EXCEPTION: write_exception(e, function, type, is_shown); break;
    case TYPE_CLASS: /* a key that is missing */
        write_literal(e, function, text_format(e, "<%s>", source_name(type->declaration)));
        break;
    default: write_struct(e, function, type); break;
    }
}

static void declare_writer(Emitter *e, const Type *type, const char *name)
{
    if (!made_before(e, text_format(e, "%s()", name))) {
        CNode *prototype = writer_head(e, type, name);

        prototype->left = NULL;
        c_push(e->arena, &e->prototypes, prototype);
    }
}

static void make_writer(Emitter *e, const Type *type, const char *name, bool is_shown)
{
    CNode *function = writer_head(e, type, name);
    TypeUse *known = type_use(e, type);

    function->comment =
        is_shown ? "Writes the value as str shows it." : "Writes the value as repr shows it.";
    known->writing++;
    fill_writer(e, function, type, is_shown);
    known->writing--;
    if (!has_members(type)) {
        unused_parameter(e, function, "x");
    }
    c_push(e->arena, &e->type_functions, function);
}

/* Does only this program have the type? */
static bool is_aggregate(const Type *type)
{
    return type->kind == TYPE_STRUCT || type->kind == TYPE_TUPLE || type->kind == TYPE_OPTION ||
           type->kind == TYPE_DYN || type->kind == TYPE_CLASS || type->kind == TYPE_EXCEPTION;
}

static const char *template_part(Emitter *e, const Type *type, const char *part)
{
    return template_function(e, type, type->strided ? text_format(e, "strided_%s", part) : part);
}

const char *writer_of(Emitter *e, const Type *type)
{
    const char *name = text_format(e, "nb_write_%s", short_name(e, type));
    TypeUse *known = type_use(e, type);

    if (is_template_type(type)) {
        return template_part(e, type, "write");
    }
    if (!is_aggregate(type)) {
        return use(e, name);
    }
    if (!known->has_writer) {
        known->has_writer = true;
        make_writer(e, type, name, false);
    } else if (known->writing > 0) { /* it comes back to itself */
        declare_writer(e, type, name);
    }
    return name;
}

const char *declared_writer(Emitter *e, const Type *type)
{
    const char *name = writer_of(e, type);

    if (is_aggregate(type)) {
        declare_writer(e, type, name);
    }
    return name;
}

/* Has it another form for str than in a list? */
static bool is_shown_otherwise(Emitter *e, const Type *type)
{
    while (type->kind == TYPE_OPTION) {
        type = type->arguments[0];
    }
    return type->kind == TYPE_STR || type->kind == TYPE_EXCEPTION ||
           (type->kind == TYPE_DYN && dyn_is_shown_otherwise(e, type));
}

const char *shower_of(Emitter *e, const Type *type)
{
    if (type->kind == TYPE_STR) {
        return use(e, "nb_write_text");
    }
    if (!is_shown_otherwise(e, type)) {
        return writer_of(e, type);
    }
    const char *name = text_format(e, "nb_show_%s", short_name(e, type));
    TypeUse *known = type_use(e, type);

    if (!known->has_shower) {
        known->has_shower = true;
        make_writer(e, type, name, true);
    } else if (known->writing > 0) {
        declare_writer(e, type, name);
    }
    return name;
}

/* `nb_writer out = nb_standard_output(); nb_write_Vec3(&out, x); nb_write_literal(&out, after);` */
static void make_printer(Emitter *e, const Type *type, const char *name)
{
    const char *writer = shower_of(e, type);
    CNode *function = generated_function(e, "void", name);
    CNodeList *body = &function->left->list;
    CNode *out = c_unary(e->arena, "&", c_name(e->arena, "out"));

    function->comment = "Prints the value, and what comes after it.";
    add_parameter(e, function, c_type(e, type), "x");
    add_parameter(e, function, "const char *", "after");
    c_push(e->arena, body,
           c_declare(e->arena, "nb_writer", "out", c_call(e->arena, use(e, "nb_standard_output"))));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    c_push(e->arena, body, statement_of(e, c_call2(e->arena, writer, out, c_name(e->arena, "x"))));
    c_push(e->arena, body,
           statement_of(
               e, c_call2(e->arena, use(e, "nb_write_literal"), out, c_name(e->arena, "after"))));
    c_push(e->arena, &e->type_functions, function);
}

const char *printer_of(Emitter *e, const Type *type)
{
    const char *name = text_format(e, "nb_print_%s", short_name(e, type));
    TypeUse *known = type_use(e, type);

    if (is_template_type(type)) {
        return template_part(e, type, "print");
    }
    if (!is_aggregate(type)) {
        return use(e, name);
    }
    if (!known->has_printer) {
        known->has_printer = true;
        make_printer(e, type, name);
    }
    return name;
}

/* `nb_text text = nb_text_open(ctx); nb_write_Vec3(&text.writer, x); return nb_text_close(…);` */
static void make_stringer(Emitter *e, const Type *type, const char *name)
{
    const char *writer = shower_of(e, type);
    CNode *function = generated_function(e, use(e, "nb_status"), name);
    CNodeList *body = &function->left->list;
    CNode *text = c_name(e->arena, "text");

    function->comment = "The text of the value. Raises MemoryError.";
    add_parameter(e, function, "nb_context *", "ctx");
    add_parameter(e, function, c_type(e, type), "x");
    add_parameter(e, function, "nb_str *", "result");
    c_push(e->arena, body,
           c_declare(e->arena, "nb_text", "text",
                     c_call1(e->arena, use(e, "nb_text_open"), c_name(e->arena, "ctx"))));
    c_push(e->arena, body, c_new(e->arena, C_BLANK, (Span){0}));
    CNode *out = c_unary(e->arena, "&", c_member(e->arena, text, "writer"));
    c_push(e->arena, body, statement_of(e, c_call2(e->arena, writer, out, c_name(e->arena, "x"))));
    c_push(e->arena, body,
           c_return(e->arena, c_call2(e->arena, use(e, "nb_text_close"),
                                      c_unary(e->arena, "&", text), c_name(e->arena, "result"))));
    c_push(e->arena, &e->type_functions, function);
}

const char *stringer_of(Emitter *e, const Type *type)
{
    const char *name = text_format(e, "nb_str_of_%s", short_name(e, type));
    TypeUse *known = type_use(e, type);

    if (is_template_type(type)) {
        return template_part(e, type, "str");
    }
    if (!is_aggregate(type)) {
        return use(e, name);
    }
    if (!known->has_stringer) {
        known->has_stringer = true;
        make_stringer(e, type, name);
    }
    return name;
}

/* --- str --- */

CNode *exception_object(Emitter *e, const Node *value)
{
    CNode *pointer = exception_upcast(e, emit_expression(e, value), value->type->declaration, NULL);

    return c_unary(e->arena, "*", pointer);
}

CNode *emit_text_call(Emitter *e, const Node *node)
{
    const Node *value = node->builtin.arguments.items[0];

    return c_call2(e->arena, stringer_of(e, value->type), context_of(e), emit_value(e, value));
}

/* --- print --- */

/* What is printed next: a value whose trailing text is still growing, or only text. */
typedef struct Printing {
    Emitter *e;
    const Node *value; /* NULL: none yet */
    Buffer text;
    Span span;
} Printing;

static CNode *print_call(Emitter *e, const Node *value, CNode *after)
{
    if (value->type->kind == TYPE_EXCEPTION) {
        CNode *message = c_member(e->arena, exception_object(e, value), "message");
        return c_call2(e->arena, use(e, "nb_print_str"), message, after);
    }
    return c_call2(e->arena, printer_of(e, value->type), emit_value(e, value), after);
}

static void flush(Printing *printing)
{
    Emitter *e = printing->e;
    uint32_t length = (uint32_t)printing->text.length;

    if (printing->value == NULL && length == 0) {
        return;
    }
    CNode *text = c_string(e->arena, arena_copy(e->arena, printing->text.text, length), length);
    CNode *call = printing->value != NULL ? print_call(e, printing->value, text)
                                          : c_call1(e->arena, use(e, "nb_print_text"), text);
    CNode *statement = statement_of(e, call);
    push(e, statement, printing->span);
    printing->text.length = 0;
    printing->value = NULL;
}

/* Texts of the program that C can hold join the text around them. */
static bool is_plain_text(const Node *node)
{
    return node->kind == NODE_STRING && node->type->kind == TYPE_STR &&
           is_c_text(node->string.bytes, node->string.size) &&
           node->string.size < C_LONGEST_STRING / 4;
}

static void print_item(Printing *printing, const Node *item)
{
    if (is_plain_text(item)) {
        buffer_bytes(&printing->text, item->string.bytes, item->string.size);
        return;
    }
    if (item->type->kind == TYPE_NONE) {
        buffer_string(&printing->text, "None");
        return;
    }
    flush(printing);
    printing->value = item;
}

void emit_print(Emitter *e, const Node *node)
{
    Printing printing = {.e = e, .span = node->span};

    buffer_open(&printing.text, e->arena);
    for (uint32_t i = 0; i < node->builtin.arguments.count; i++) {
        if (i > 0) {
            buffer_char(&printing.text, ' ');
        }
        print_item(&printing, node->builtin.arguments.items[i]);
        if (printing.text.length > C_LONGEST_STRING / 2) {
            flush(&printing);
        }
    }
    buffer_char(&printing.text, '\n');
    flush(&printing);
    buffer_close(&printing.text);
}
