/* emit: the file as a whole: its head, the runtime's parts, the types, and each module's code.
 *
 * Requires ordered closed IR (pass_order). Functions are lowered first, and mark what they use of
 * the runtime, of types and of constants; the file is put together afterwards. `symbol->fact` of
 * functions, constants and exceptions says "declared" or "used", and is cleared. */
#include "emit_internal.h"

/* --- the runtime --- */

const char *use(Emitter *e, const char *name)
{
    (void)runtime_use(e->runtime, name);
    return name;
}

void use_header(Emitter *e, const char *header)
{
    for (uint32_t i = 0; i < e->includes.count; i++) {
        if (strcmp(e->includes.items[i], header) == 0) {
            return;
        }
    }
    LIST_PUSH(e->lasting, &e->includes, header);
}

/* --- lists of file-level nodes --- */

void push_list(Emitter *e, CNodeList *nodes, const CNodeList *more)
{
    for (uint32_t i = 0; i < more->count; i++) {
        c_push(e->arena, nodes, more->items[i]);
    }
}

void push_text(Emitter *e, CNodeList *nodes, CKind kind, const char *text)
{
    CNode *node = c_new(e->arena, kind, (Span){0});

    node->text = text;
    c_push(e->arena, nodes, node);
}

typedef struct IncludeList {
    Emitter *e;
    CNodeList *nodes;
} IncludeList;

static void push_include(const char *header, void *data)
{
    IncludeList *list = data;

    push_text(list->e, list->nodes, C_INCLUDE, text_format(list->e, "<%s>", header));
}

void push_runtime_includes(Emitter *e, CNodeList *nodes, const RuntimeUse *runtime)
{
    runtime_headers(runtime, push_include, &(IncludeList){e, nodes});
}

static void push_includes(Emitter *e, CNodeList *nodes)
{
    IncludeList list = {e, nodes};

    push_runtime_includes(e, nodes, e->runtime);
    for (uint32_t i = 0; i < e->includes.count; i++) {
        push_include(e->includes.items[i], &list);
    }
}

/* --- constants --- */

static void declare_constant(Emitter *e, const Symbol *symbol, CNodeList *nodes)
{
    CNode *object = c_new(e->arena, C_OBJECT, symbol->span);

    object->flags = C_STATIC;
    object->text = text_format(e, "const %s", c_type(e, symbol->type));
    object->name = symbol->c_name;
    object->symbol = symbol->name->text;
    object->left = emit_static_value(e, symbol->value);
    c_push(e->arena, nodes, object);
}

static void push_used(Emitter *e, const SymbolList *constants, CNodeList *nodes)
{
    for (uint32_t i = 0; i < constants->count; i++) {
        Symbol *symbol = constants->items[i];

        if (symbol->fact != NULL) {
            declare_constant(e, symbol, nodes);
            symbol->fact = NULL;
        }
    }
}

static void push_constants(Emitter *e, const Module *module, CNodeList *nodes)
{
    push_used(e, &module->constants, nodes);
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        push_used(e, &module->declarations.items[i]->constants, nodes);
    }
}

static void use_types_of_globals(Emitter *e)
{
    CNodeList unwritten = {0};

    push_globals(e, &unwritten);
}

/* --- modules --- */

static void end_class(Emitter *e, const Declaration *class_)
{
    if (class_ != NULL && class_->symbol->kind == SYMBOL_CLASS) {
        emit_class_end(e, class_);
    }
}

static void emit_functions(Emitter *e, const Module *module)
{
    FunctionList functions = module_functions(e->program, module);
    const Declaration *class_ = NULL;
    Function *main = NULL;

    for (uint32_t i = 0; i < functions.count; i++) {
        Function *function = functions.items[i];

        if (!function_is_defined(function)) {
            continue;
        }
        if (class_ != function->class_) {
            end_class(e, class_);
            class_ = function->class_;
        }
        if (function->is_main) {
            main = function;
        } else {
            emit_function(e, function);
        }
    }
    for (uint32_t i = 0; i < module->declarations.count; i++) {
        end_class(e, module->declarations.items[i]);
    }
    if (module->initialiser != NULL && module->initialiser->symbol->fact == NULL) {
        emit_function(e, module->initialiser);
    }
    if (main != NULL) {
        emit_function(e, main);
        if (!is_plain_main(main)) {
            emit_main_around(e, main);
        }
    }
}

static void forget_declared(const Emitter *e, const Module *module)
{
    FunctionList functions = module_functions(e->program, module);

    for (uint32_t i = 0; i < functions.count; i++) {
        functions.items[i]->symbol->fact = NULL;
    }
    if (module->initialiser != NULL) {
        module->initialiser->symbol->fact = NULL;
    }
}

/* --- the file --- */

static const char *base_name(Emitter *e)
{
    const char *name = e->program->main->source->name;
    const char *dot = strrchr(name, '.');

    return dot == NULL ? name : arena_copy(e->arena, name, (size_t)(dot - name));
}

static bool includes(const CNodeList *nodes, const char *header)
{
    for (uint32_t i = 0; i < nodes->count; i++) {
        if (nodes->items[i]->kind == C_INCLUDE && strcmp(nodes->items[i]->text, header) == 0) {
            return true;
        }
    }
    return false;
}

static bool uses_floats(const Emitter *e)
{
    for (uint32_t i = 0; i < e->used_types.count; i++) {
        ScalarClass class = scalar_class(e->used_types.items[i]->type);

        if (class == CLASS_FLOAT || class == CLASS_COMPLEX) {
            return true;
        }
    }
    return false;
}

/* "stats.c: translated from stats.ir by numba2c. Compile with cc …" */
static const char *head_comment(Emitter *e, const CNodeList *included)
{
    const char *name = base_name(e);
    const char *options = uses_floats(e) ? " -ffp-contract=off" : "";
    const char *collector = e->program->uses_collector ? " -lgc" : "";
    const char *libraries = includes(included, "<math.h>") ? " -lm" : "";
    const char *note = uses_floats(e) ? "\nFor 32-bit x86 add -msse2 -mfpmath=sse." : "";

    return text_format(e,
                       "%s.c: translated from %s by numba2c. Compile with\n"
                       "    cc -std=c99 -O2%s %s.c%s%s%s",
                       name, e->program->main->source->name, options, name, collector,
                       e->options->runtime_shared ? " -lnumba2c_rt -lm" : libraries, note);
}

static void push_runtime(Emitter *e, CNodeList *nodes)
{
    CNodeList parts = {0};

    runtime_emit_types(e->runtime, e->arena, &parts, false);
    push_list(e, &parts, &e->plain_types);
    runtime_emit_functions(e->runtime, e->arena, &parts);
    emit_plain_instances(e, &parts);
    if (parts.count > 0) {
        push_text(e, nodes, C_HEADING, "runtime: only what this module uses");
        push_list(e, nodes, &parts);
    }
}

static void push_section(Emitter *e, CNodeList *nodes, const char *heading, const CNodeList *more)
{
    if (more->count > 0) {
        push_text(e, nodes, C_HEADING, heading);
        push_list(e, nodes, more);
    }
}

static bool is_prototype(const CNode *node)
{
    return node->kind == C_FUNCTION && node->left == NULL;
}

/* Drops a prototype where the next function is its own. */
static void drop_idle_prototypes(CNodeList *nodes)
{
    uint32_t first = 0; /* of the prototypes that stand together */
    uint32_t kept = 0;

    for (uint32_t i = 0; i < nodes->count; i++) {
        CNode *node = nodes->items[i];
        uint32_t own = node->kind == C_FUNCTION && !is_prototype(node) ? first : kept;

        while (own < kept && strcmp(nodes->items[own]->name, node->name) != 0) {
            own++;
        }
        for (; own + 1 < kept; own++) {
            nodes->items[own] = nodes->items[own + 1];
        }
        kept -= own < kept;
        nodes->items[kept++] = node;
        first = is_prototype(node) ? first : kept;
    }
    nodes->count = kept;
}

/* What belongs to the modules' types: definitions and type objects, then what is made for them. */
static void push_types(Emitter *e, CNodeList *nodes, const CNodeList *objects)
{
    CNodeList types = {0};
    CNodeList functions = {0};

    push_list(e, &types, &e->class_names);
    push_list(e, &types, &e->file_types);
    push_globals(e, &types);
    push_list(e, &types, objects);
    push_list(e, &functions, &e->prototypes);
    runtime_emit_instances(e->runtime, e->arena, &functions, NULL);
    push_list(e, &functions, &e->type_functions);
    drop_idle_prototypes(&functions);
    push_section(e, nodes, "types", &types);
    push_section(e, nodes, "runtime for these types", &functions);
}

static const char *module_heading(Emitter *e, const Module *module)
{
    return text_format(e, "module %s", module->name->text);
}

static void assemble(Emitter *e, CFile *file, const CNodeList *codes, const CNodeList *objects)
{
    CNodeList included = {0};
    CNodeList runtime = {0};

    push_runtime(e, &runtime);
    push_includes(e, &included);
    e->program->uses_collector = includes(&included, "<gc.h>");
    push_text(e, &file->nodes, C_COMMENT, head_comment(e, &included));
    if (runtime_needs_posix(e->runtime)) {
        push_text(e, &file->nodes, C_RAW, "#define _POSIX_C_SOURCE 200809L");
        push_text(e, &file->nodes, C_RAW,
                  "#define _FILE_OFFSET_BITS 64 /* large files on 32-bit machines too */");
        push_text(e, &file->nodes, C_BLANK, NULL);
    }
    if (e->options->header_name != NULL) {
        push_text(e, &file->nodes, C_INCLUDE, text_format(e, "\"%s\"", e->options->header_name));
        push_text(e, &file->nodes, C_BLANK, NULL);
    }
    if (e->options->runtime_shared) {
        push_text(e, &file->nodes, C_INCLUDE, "<numba2c_rt.h>");
    }
    push_list(e, &file->nodes, &included);
    push_list(e, &file->nodes, &runtime);
    push_types(e, &file->nodes, objects);
    for (uint32_t i = 0; i < e->program->modules.count; i++) {
        push_text(e, &file->nodes, C_HEADING, module_heading(e, e->program->modules.items[i]));
        push_list(e, &file->nodes, &codes[i]);
    }
}

/* The module's functions into e->code; gives the macro that their frames use. */
static CNodeList emit_module(Emitter *e, const Module *module)
{
    CNodeList macros = {0};

    e->module = module;
    e->has_frames = false;
    emit_functions(e, module);
    if (module->is_main) {
        emit_public_traits(e);
    }
    if (module->is_main && e->has_contexts) {
        emit_release_functions(e);
        emit_context_functions(e);
    }
    if (module->is_main && e->has_contexts && e->options->offers_allocators) {
        emit_allocator_functions(e);
    }
    if (module->is_main) {
        emit_description_functions(e);
    }
    if (e->has_frames) {
        push_frame_macro(e, module, &macros);
    }
    return macros;
}

/* What stands above the module's functions; places that were not needed are left out. */
static void push_ahead(Emitter *e, const Module *module, CNodeList *code, CNodeList *ahead)
{
    push_constants(e, module, ahead);
    for (uint32_t i = 0; i < code->count; i++) {
        if (code->items[i]->kind != C_PLACE) {
            c_push(e->arena, ahead, code->items[i]);
        }
    }
    *code = *ahead;
}

/* `header`: where the public functions are declared, or NULL: here. */
static void emit_file(Emitter *e, CFile *file, Header *header, CFile *header_file)
{
    uint32_t count = e->program->modules.count;
    CNodeList *codes = arena_zeroed(e->arena, (count + 1) * sizeof *codes);
    CNodeList *ahead = arena_zeroed(e->arena, (count + 1) * sizeof *ahead);
    CNodeList objects = {0};

    e->types = &e->file_types;
    if (header == NULL) {
        push_public_prototypes(e, &codes[0]);
    }
    for (uint32_t i = 0; i < count; i++) {
        e->code = &codes[i];
        ahead[i] = emit_module(e, e->program->modules.items[i]);
    }
    finish_tables(e);
    e->code = &objects;
    emit_descriptions(e);
    for (uint32_t i = 0; i < count; i++) {
        emit_exception_objects(e, e->program->modules.items[i]);
        emit_class_objects(e, e->program->modules.items[i]);
    }
    finish_destroyers(e);
    for (uint32_t i = 0; i < count; i++) {
        push_ahead(e, e->program->modules.items[i], &codes[i], &ahead[i]);
        forget_declared(e, e->program->modules.items[i]);
    }
    use_types_of_globals(e);
    define_types(e);
    if (header != NULL) {
        finish_header(e, header, header_file);
    }
    assemble(e, file, codes, &objects);
}

void emit_program(Program *program, const EmitOptions *options, CFile *file, CFile *header)
{
    Emitter e = {.program = program,
                 .arena = &program->scratch,
                 .lasting = &program->arena,
                 .options = options};
    bool has_header = header != NULL && options->header_name != NULL;
    Header declared;

    find_constness(program);
    find_environments(&e);
    buffer_open(&e.printed, e.lasting);
    names_prepare(&e);
    if (has_header) {
        begin_header(&e, &declared);
    }
    e.runtime = runtime_use_new(e.lasting);
    supply_templates(&e);
    if (options->runtime_shared) {
        runtime_share(e.runtime);
    }
    if (has_header) {
        runtime_leave_out(e.runtime, declared.runtime);
    }
    emit_file(&e, file, has_header ? &declared : NULL, header);
    types_forget(&e);
    buffer_close(&e.printed);
}
