/* emit_name: what C calls things. File-level names are settled once, public ones first; a local
 * keeps the source's name unless that would shadow something, then it gets _2, _3, … */
#include "class.h"
#include "emit_internal.h"
#include "scope.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_NAMES = 256 };

const char *text_format(Emitter *e, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    const char *text = arena_vformat(e->arena, format, arguments);
    va_end(arguments);
    return text;
}

const char *with_article(Emitter *e, const Symbol *symbol)
{
    const char *name = symbol->name->text;

    return text_format(e, "%s %s", strchr("AEIOUaeiou", name[0]) != NULL ? "an" : "a", name);
}

static NameSlot *find_slot(NameSlot *slots, uint32_t size, const Name *name)
{
    uint32_t at = name->hash & (size - 1);

    while (slots[at].name != NULL && slots[at].name != name) {
        at = (at + 1) & (size - 1);
    }
    return &slots[at];
}

static void grow_names(Emitter *e)
{
    uint32_t size = e->name_size == 0 ? FIRST_NAMES : e->name_size * 2;
    NameSlot *slots = arena_zeroed(e->lasting, size * sizeof *slots);

    for (uint32_t i = 0; i < e->name_size; i++) {
        if (e->names[i].name != NULL) {
            *find_slot(slots, size, e->names[i].name) = e->names[i];
        }
    }
    e->names = slots;
    e->name_size = size;
}

/* The slot of `name`. */
static NameSlot *name_slot(Emitter *e, Name *name)
{
    if (e->name_count * 2 >= e->name_size) {
        grow_names(e);
    }
    NameSlot *slot = find_slot(e->names, e->name_size, name);
    if (slot->name == NULL) {
        slot->name = name;
        slot->is_reserved = c_reserved(name->text, name->length, false);
        e->name_count++;
    }
    return slot;
}

static bool is_free(Emitter *e, Name *name)
{
    const NameSlot *slot = name_slot(e, name);

    return !slot->is_taken && !slot->is_active;
}

/* The number at the name's end, `_` before it and no 0; 0: there is none. `length`: of the rest. */
static unsigned number_at_end(const Name *name, size_t *length)
{
    enum { MOST_DIGITS = 4 };
    size_t start = name->length;

    while (start > 0 && name->text[start - 1] >= '0' && name->text[start - 1] <= '9') {
        start--;
    }
    bool is_number = start >= 2 && name->text[start - 1] == '_' && start < name->length &&
                     name->text[start] != '0' && name->length - start <= MOST_DIGITS;

    *length = is_number ? start - 1 : name->length;
    return is_number ? (unsigned)strtoul(name->text + start, NULL, 10) : 0;
}

/* `base`, or the first of base_2, base_3, … that shadows nothing; of x_1 that is x_2, x_3, … */
static Name *free_name(Emitter *e, Name *base)
{
    if (is_free(e, base)) {
        return base;
    }
    size_t length;
    unsigned number = number_at_end(base, &length);
    Name *name = base;
    for (number = number == 0 ? 2 : number + 1; !is_free(e, name); number++) {
        name = name_format(&e->program->names, "%.*s_%u", (int)length, base->text, number);
    }
    return name;
}

static const char *declare(Emitter *e, Symbol *symbol, Name *base)
{
    if (symbol != NULL && name_slot(e, base)->is_reserved) {
        base = name_of(&e->program->names, c_safe_name(e->arena, base, false));
    }
    Name *name = free_name(e, base);
    Local local = {name, symbol, e->out, e->out == NULL ? 0 : e->out->count};

    name_slot(e, name)->is_active = true;
    LIST_PUSH(e->lasting, &e->locals, local);
    return name->text;
}

const char *local_declare(Emitter *e, Symbol *symbol)
{
    symbol->fact = NULL;
    symbol->c_name = declare(e, symbol, symbol->name);
    return symbol->c_name;
}

const char *local_fresh(Emitter *e, const char *base)
{
    return declare(e, NULL, name_of(&e->program->names, base));
}

uint32_t scope_open(Emitter *e)
{
    return e->locals.count;
}

static void insert(Emitter *e, CNodeList *list, uint32_t position, CNode *node)
{
    c_push(e->arena, list, node);
    memmove(&list->items[position + 1], &list->items[position],
            (list->count - 1 - position) * sizeof *list->items);
    list->items[position] = node;
}

static bool declares(const CNode *node, const Local *local)
{
    return node->kind == C_DECLARE && node->name == local->symbol->c_name;
}

/* Where the declaration stands: blank lines may have been put before it since, or tests that stood
 * there joined. */
static uint32_t find_declaration(const Local *local)
{
    const CNodeList *list = local->list;

    for (uint32_t i = local->position; i < list->count; i++) {
        if (declares(list->items[i], local)) {
            return i;
        }
    }
    for (uint32_t i = 0; i < list->count; i++) {
        if (declares(list->items[i], local)) {
            return i;
        }
    }
    return local->position;
}

/* Behind the declaration, or the statement after it that gives the first value. */
static uint32_t behind_first_value(const Local *local)
{
    const CNodeList *list = local->list;
    uint32_t position = find_declaration(local);
    bool has_value =
        list->items[position]->kind != C_DECLARE || list->items[position]->left != NULL;

    position++;
    while (!has_value && position < list->count) {
        has_value = list->items[position++]->kind != C_BLANK;
    }
    return position;
}

/* Behind the declarations that the body begins with. */
static uint32_t behind_declarations(const CNodeList *body)
{
    uint32_t position = 0;

    while (position < body->count && body->items[position]->kind == C_DECLARE) {
        position++;
    }
    return position;
}

void mark_unused_parameter(Emitter *e, CNodeList *body, const char *name, Span span)
{
    CNode *statement = c_new(e->arena, C_EXPRESSION, span);

    statement->left = c_cast(e->arena, "void", c_name(e->arena, name));
    insert(e, body, behind_declarations(body), statement);
}

/* `(void)x;` for what is never read. */
static void mark_unused(Emitter *e, const Local *local)
{
    const Symbol *symbol = local->symbol;

    if (symbol->is_parameter) {
        mark_unused_parameter(e, local->list, symbol->c_name, symbol->span);
        return;
    }
    CNode *statement = c_new(e->arena, C_EXPRESSION, symbol->span);
    statement->left = c_cast(e->arena, "void", c_name(e->arena, symbol->c_name));
    insert(e, local->list, behind_first_value(local), statement);
}

void scope_close(Emitter *e, uint32_t mark)
{
    while (e->locals.count > mark) {
        const Local *local = &e->locals.items[--e->locals.count];

        name_slot(e, local->name)->is_active = false;
        if (local->symbol != NULL) {
            if (local->symbol->fact == NULL && local->list != NULL) {
                mark_unused(e, local);
            }
            local->symbol->fact = NULL;
        }
    }
}

const char *file_name(Emitter *e, const char *text)
{
    Names *names = &e->program->names;
    Name *name = name_of(names, c_safe_name(e->arena, name_of(names, text), true));

    while (name_slot(e, name)->is_taken) {
        name = name_format(names, "%s_", name->text);
    }
    name_slot(e, name)->is_taken = true;
    return name->text;
}

const char *keyed_name(Emitter *e, const char *what, const char *text, bool *is_new)
{
    Name *key = name_of(&e->program->names, what);
    const char *made = name_slot(e, key)->made;

    if (is_new != NULL) {
        *is_new = made == NULL;
    }
    if (made == NULL) {
        made = file_name(e, text);
        name_slot(e, key)->made = made;
    }
    return made;
}

const char *made_name(Emitter *e, const char *text, bool *is_new)
{
    return keyed_name(e, text, text, is_new);
}

bool made_before(Emitter *e, const char *text)
{
    NameSlot *slot = name_slot(e, name_of(&e->program->names, text));
    bool before = slot->is_taken;

    slot->is_taken = true;
    return before;
}

/* Public and foreign functions: names that must not change. */
static void take_fixed_names(Emitter *e, const Module *module)
{
    FunctionList functions = module_functions(e->program, module);

    for (uint32_t i = 0; i < functions.count; i++) {
        const Function *function = functions.items[i];
        const char *name = function->symbol->name->text;

        if (function->is_main || is_class_function(function)) {
            continue;
        }
        if (function->export_name != NULL) {
            name = function->export_name;
        } else if (function->kind == FUNCTION_DECLARE || function->is_public) {
            name = text_format(e, "%s_%s", module->name->text, name);
        } else if (function->kind != FUNCTION_EXTERN) {
            continue;
        }
        name_slot(e, name_of(&e->program->names, name))->is_taken = true;
        function->symbol->c_name = name;
    }
}

/* An imported module's private names begin with the module's. */
static const char *private_name(Emitter *e, const Module *module, const Symbol *symbol)
{
    if (module->is_main) {
        return file_name(e, symbol->name->text);
    }
    return file_name(e, text_format(e, "%s_%s", module->name->text, symbol->name->text));
}

const Name *plain_method_name(Emitter *e, const Function *method)
{
    static const char *const taken[] = {"destroy", "init",      "new",  "release",
                                        "retain",  "show_text", "type", "write"};
    const Name *own = method->symbol->name;
    const Name *written = method->overload_of != NULL ? method->overload_of : own;
    const size_t length = strlen(written->text);

    if (length < 5 || strncmp(written->text, "__", 2) != 0 ||
        strcmp(written->text + length - 2, "__") != 0) {
        return NULL;
    }
    const char *plain =
        text_format(e, "%.*s%s", (int)(length - 4), written->text + 2, own->text + length);
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        if (strcmp(plain, taken[i]) == 0) {
            return NULL;
        }
    }
    return plain[0] == '_' ? NULL : name_of(&e->program->names, plain);
}

/* What the method is called within the names of an impl's functions. */
static const char *name_in_impl(Emitter *e, const Function *method)
{
    const FunctionList *methods = &method->implementation->methods;
    const Name *plain = plain_method_name(e, method);

    for (uint32_t i = 0; i < methods->count && plain != NULL; i++) {
        plain = methods->items[i]->symbol->name == plain ? NULL : plain;
    }
    return plain != NULL ? plain->text : method->symbol->name->text;
}

/* Vec3_as_HasArea_area, Vec3_norm */
static const char *method_name(Emitter *e, const Function *method)
{
    const char *type = short_name(e, method->implementation->type);
    const Symbol *trait = method->implementation->trait;
    const char *name = name_in_impl(e, method);

    return file_name(e, trait != NULL ? text_format(e, "%s_as_%s_%s", type, trait->name->text, name)
                                      : text_format(e, "%s_%s", type, name));
}

static void take_function_names(Emitter *e, const Module *module)
{
    FunctionList functions = module_functions(e->program, module);

    for (uint32_t i = 0; i < functions.count; i++) {
        Function *function = functions.items[i];
        bool is_fixed = function->export_name != NULL || function->is_public ||
                        function->kind == FUNCTION_EXTERN || function->kind == FUNCTION_DECLARE;

        if (is_class_function(function)) {
            take_method_name(e, function);
        } else if (function->is_main) {
            function->symbol->c_name =
                is_plain_main(function) ? "main" : text_format(e, "%s_main", module->name->text);
        } else if (function->implementation != NULL && function->is_reached) {
            function->symbol->c_name = method_name(e, function);
        } else if (!is_fixed && function->is_reached) {
            function->symbol->c_name = private_name(e, module, function->symbol);
        }
    }
}

/* Setting the globals is a function that nobody calls by name. */
static void take_initialiser_name(Emitter *e, const Module *module)
{
    if (module->initialiser != NULL) {
        const char *name = text_format(e, "%s_initialise", module->name->text);

        module->initialiser->symbol->c_name = file_name(e, name);
        module->initialiser->symbol->fact = NULL;
    }
}

/* An imported module's type begins with the module's name where another module has one of its
 * name. */
static const char *type_name(Emitter *e, const Module *module, const Symbol *symbol)
{
    const Module *main = e->program->main;
    bool is_mains = !module->is_main && scope_find(main->scope, symbol->name) != NULL;
    bool is_taken = name_slot(e, symbol->name)->is_taken && !module->is_main;

    return is_mains || is_taken ? private_name(e, module, symbol)
                                : file_name(e, symbol->name->text);
}

static void take_type_names(Emitter *e, const Module *module)
{
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        Symbol *symbol = module->declarations.items[i]->symbol;

        symbol->c_name = type_name(e, module, symbol);
        if (symbol->kind == SYMBOL_CLASS) {
            take_class_names(e, module->declarations.items[i]);
        }
    }
    for (uint32_t i = 0; i < module->constants.count; i++) {
        module->constants.items[i]->c_name = private_name(e, module, module->constants.items[i]);
    }
    for (uint32_t i = 0; i < module->globals.count; i++) {
        Symbol *symbol = module->globals.items[i];

        symbol->c_name = module->is_main
                             ? c_safe_name(e->arena, symbol->name, false)
                             : text_format(e, "%s_%s", module->name->text, symbol->name->text);
        e->has_globals = true;
    }
}

void names_prepare(Emitter *e)
{
    for (uint32_t i = 0; i < e->program->modules.count; i++) {
        take_fixed_names(e, e->program->modules.items[i]);
    }
    for (uint32_t i = 0; i < e->program->modules.count; i++) {
        take_type_names(e, e->program->modules.items[i]);
    }
    for (uint32_t i = 0; i < e->program->modules.count; i++) {
        take_function_names(e, e->program->modules.items[i]);
        take_initialiser_name(e, e->program->modules.items[i]);
    }
}
