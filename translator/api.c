/* The public functions: each sets the place where memory failures land, and calls the pipeline. */
#include "emit.h"
#include "in_memory.h"
#include "pipeline.h"
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

const char *n2c_version(void)
{
    return N2C_VERSION;
}

int n2c_version_number(void)
{
    return N2C_VERSION_NUMBER;
}

n2c_options n2c_options_default(void)
{
    return (n2c_options){.size = sizeof(n2c_options), .checks = N2C_CHECK_ALL};
}

const char *const *n2c_pass_names(void)
{
    return pass_names;
}

static void apply_options(Program *program, const n2c_options *options)
{
    program->checks.index = (options->checks & N2C_CHECK_INDEX) != 0;
    program->checks.recursion = (options->checks & N2C_CHECK_RECURSION) != 0;
    program->collection = (Collection)options->gc;
    program->checks.assertion = (options->checks & N2C_CHECK_ASSERT) != 0;
    program->is_strict = options->strict;
    program->has_header = options->header_name != NULL;
    for (const char *const *folder = options->search_path; folder != NULL && *folder != NULL;
         folder++) {
        LIST_PUSH(&program->arena, &program->search_path, *folder);
    }
}

/* Calls `act` for each of the unit's texts. */
static void each_text(n2c_unit *unit, void (*act)(Buffer *, Arena *))
{
    Buffer *texts[] = {&unit->c, &unit->header, &unit->map, &unit->ir, &unit->rendered};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        act(texts[i], &unit->program.arena);
    }
}

static void close_text(Buffer *text, Arena *arena)
{
    (void)arena;
    buffer_close(text);
}

/* So that a text is a C string too. */
static void terminate_text(Buffer *text, Arena *arena)
{
    (void)arena;
    buffer_text(text);
}

static bool unit_open(n2c_unit *unit)
{
    if (setjmp(unit->out_of_memory) != 0) {
        return false;
    }
    program_open(&unit->program, &unit->out_of_memory);
    each_text(unit, buffer_open);
    apply_options(&unit->program, &unit->options);
    return true;
}

static n2c_unit *unit_new(const n2c_options *options)
{
    n2c_unit *unit = calloc(1, sizeof *unit);

    if (unit == NULL) {
        return NULL;
    }
    unit->options = options != NULL ? *options : n2c_options_default();
    if (!unit_open(unit)) {
        n2c_unit_free(unit);
        return NULL;
    }
    return unit;
}

void n2c_unit_free(n2c_unit *unit)
{
    if (unit == NULL) {
        return;
    }
    each_text(unit, close_text);
    program_close(&unit->program);
    free(unit);
}

static bool take_text(n2c_unit *unit, const char *name, const char *text, size_t length)
{
    Arena *arena = &unit->program.arena;

    if (setjmp(unit->out_of_memory) != 0) {
        return false;
    }
    unit->source = source_new(&unit->program.sources, arena_copy(arena, name, strlen(name)),
                              arena_copy(arena, text, length), length);
    return true;
}

n2c_unit *n2c_parse_text(const char *name, const char *text, size_t length,
                         const n2c_options *options)
{
    n2c_unit *unit = unit_new(options);

    if (unit != NULL && !take_text(unit, name, text, length)) {
        n2c_unit_free(unit);
        return NULL;
    }
    return unit;
}

static bool take_file(n2c_unit *unit, const char *path)
{
    Arena *arena = &unit->program.arena;

    if (setjmp(unit->out_of_memory) != 0) {
        return false;
    }
    unit->source = source_read(&unit->program, path);
    if (unit->source == NULL) {
        const Source *named =
            source_new(&unit->program.sources, arena_copy(arena, path, strlen(path)), "", 0);

        report_error(&unit->program.diagnostics, span_new(named, 0, 0, 0), "cannot read it: %s",
                     strerror(errno));
    }
    return true;
}

n2c_unit *n2c_parse_file(const char *path, const n2c_options *options)
{
    n2c_unit *unit = unit_new(options);

    if (unit != NULL && !take_file(unit, path)) {
        n2c_unit_free(unit);
        return NULL;
    }
    return unit;
}

static bool can_start(n2c_unit *unit)
{
    return unit->source != NULL && !unit->is_translated;
}

n2c_status n2c_check(n2c_unit *unit)
{
    if (!can_start(unit)) {
        return N2C_ERROR;
    }
    if (setjmp(unit->out_of_memory) != 0) {
        return N2C_OUT_OF_MEMORY;
    }
    unit->is_translated = true;
    bool good =
        pipeline_run(&unit->program, unit->source, "effects", unit->options.dump_after, &unit->ir);
    each_text(unit, terminate_text);
    return good ? N2C_OK : N2C_ERROR;
}

static void make_c(n2c_unit *unit)
{
    const n2c_options *options = &unit->options;
    Program *program = &unit->program;
    bool is_plain = !options->line_directives && !options->annotate && !options->map;
    EmitOptions emit = {options->header_name,
                        options->shared_runtime,
                        is_plain,
                        options->allocators && !options->shared_runtime,
                        options->leak_report,
                        options->leak_report || options->allocators,
                        options->annotate};
    CPrintOptions print = {options->line_directives, options->output_name, options->annotate,
                           options->map ? &unit->map : NULL};
    CFile file = {.sources = &program->sources};
    CFile header = {.sources = &program->sources};

    emit_program(program, &emit, &file, options->header_name != NULL ? &header : NULL);
    c_print(&unit->c, &unit->inserts, &program->arena, &file, &print);
    if (options->header_name != NULL) {
        c_print(&unit->header, NULL, &program->arena, &header, &(CPrintOptions){0});
    }
}

n2c_status n2c_translate(n2c_unit *unit)
{
    if (!can_start(unit)) {
        return N2C_ERROR;
    }
    if (setjmp(unit->out_of_memory) != 0) {
        return N2C_OUT_OF_MEMORY;
    }
    unit->is_translated = true;
    if (!pipeline_run(&unit->program, unit->source, NULL, unit->options.dump_after, &unit->ir)) {
        return N2C_ERROR;
    }
    make_c(unit);
    each_text(unit, terminate_text);
    return N2C_OK;
}

static const char *text_of(const Buffer *buffer, size_t *length)
{
    if (length != NULL) {
        *length = buffer->length;
    }
    return buffer->length == 0 ? NULL : buffer->text;
}

/* Puts the inserts into the C the first time: from then on it is only read. */
static const char *put_together(n2c_unit *unit)
{
    if (unit->inserts.count > 0) {
        c_print_inserts(&unit->c, &unit->inserts);
        (void)buffer_text(&unit->c);
    }
    return unit->c.text;
}

/* NULL: there is none, or no memory for it. */
static const char *whole_c(n2c_unit *unit)
{
    if (unit->c.length == 0 || setjmp(unit->out_of_memory) != 0) {
        return NULL;
    }
    return put_together(unit);
}

const char *n2c_c_text(n2c_unit *unit, size_t *length)
{
    const char *text = whole_c(unit);

    if (length != NULL) {
        *length = text == NULL ? 0 : unit->c.length;
    }
    return text;
}

/* Pieces of the text itself and inserts stand by turns. */
const char *n2c_c_piece(const n2c_unit *unit, size_t index, size_t *length)
{
    const CInserts *inserts = &unit->inserts;
    size_t next = index / 2;

    if (unit->c.length == 0 || index > (size_t)inserts->count * 2) {
        return NULL;
    }
    if (index % 2 == 1) {
        *length = inserts->items[next].length;
        return inserts->items[next].text;
    }
    size_t start = next == 0 ? 0 : inserts->items[next - 1].place;
    size_t end = next == inserts->count ? unit->c.length : inserts->items[next].place;

    *length = end - start;
    return unit->c.text + start;
}

const char *n2c_header_text(const n2c_unit *unit, size_t *length)
{
    return text_of(&unit->header, length);
}

const char *n2c_map_text(const n2c_unit *unit, size_t *length)
{
    return text_of(&unit->map, length);
}

const char *n2c_ir_text(const n2c_unit *unit, size_t *length)
{
    return text_of(&unit->ir, length);
}

static const Function *find_main(const n2c_unit *unit)
{
    const Module *module = unit->program.main;

    for (uint32_t i = 0; module != NULL && i < module->functions.count; i++) {
        if (strcmp(module->functions.items[i]->symbol->name->text, "main") == 0) {
            return module->functions.items[i];
        }
    }
    return NULL;
}

bool n2c_has_main(const n2c_unit *unit)
{
    return find_main(unit) != NULL;
}

bool n2c_main_takes_arguments(const n2c_unit *unit)
{
    const Function *main = find_main(unit);

    return main != NULL && main->parameters.count > 0;
}

bool n2c_uses_collector(const n2c_unit *unit)
{
    return unit->program.uses_collector;
}

size_t n2c_diagnostic_count(const n2c_unit *unit)
{
    return unit->program.diagnostics.list.count;
}

bool n2c_diagnostic_get(const n2c_unit *unit, size_t index, n2c_diagnostic *diagnostic)
{
    if (index >= unit->program.diagnostics.list.count) {
        return false;
    }
    const Diagnostic *found = &unit->program.diagnostics.list.items[index];

    *diagnostic = (n2c_diagnostic){
        .severity = (n2c_severity)found->severity,
        .file = found->source != NULL ? found->source->path : "",
        .length = found->span.length,
        .message = found->message,
        .help = found->help,
    };
    if (found->span.line > 0) {
        source_position(found->source, found->span.offset, &diagnostic->line, &diagnostic->column);
    }
    return true;
}

const char *n2c_diagnostics_text(n2c_unit *unit, bool colour)
{
    const Diagnostics *diagnostics = &unit->program.diagnostics;

    if (setjmp(unit->out_of_memory) != 0) {
        return "out of memory\n";
    }
    unit->rendered.length = 0;
    for (uint32_t i = 0; i < diagnostics->list.count; i++) {
        diagnostic_render(&unit->rendered, &diagnostics->list.items[i], colour);
    }
    if (diagnostics->left_out > 0) {
        buffer_format(&unit->rendered, "and %u more errors\n", diagnostics->left_out);
    }
    return buffer_text(&unit->rendered);
}

typedef LIST(const char *) NameList;

/* The foreign functions that a program calls, and whether a foreign header is included: such a one
 * may include the system's, which do not go together with the small ones. */
static bool collect_foreign(Program *program, NameList *names)
{
    bool has_headers = false;

    for (uint32_t i = 0; i < program->modules.count; i++) {
        const FunctionList *functions = &program->modules.items[i]->functions;

        for (uint32_t j = 0; j < functions->count; j++) {
            const Function *function = functions->items[j];

            if (function->kind == FUNCTION_EXTERN) {
                LIST_PUSH(&program->arena, names, function->symbol->name->text);
                has_headers = has_headers || function->header != NULL;
            }
        }
    }
    LIST_PUSH(&program->arena, names, NULL);
    return has_headers;
}

static void find_widest(Function *function, void *data)
{
    const Function **widest = data;

    if (*widest == NULL || function->parameters.count > (*widest)->parameters.count) {
        *widest = function;
    }
}

/* libtcc has room for 256 values at once, and the arguments of calls within calls add up. */
static void report_width(n2c_unit *unit)
{
    Program *program = &unit->program;
    const Function *widest = NULL;

    each_function(program, find_widest, &widest);
    report_error(&program->diagnostics,
                 widest != NULL ? widest->symbol->span : span_new(unit->source, 0, 0, 0),
                 "libtcc, which runs programs in memory, has no room for calls with more than "
                 "about 250 arguments in all");
    report_help(&program->diagnostics, "'numba2c build' leaves them to a C compiler");
}

static void report_libtcc(n2c_unit *unit, const char *message)
{
    if (message != NULL && strstr(message, "memory full (vstack)") != NULL) {
        report_width(unit);
        return;
    }
    report_error(&unit->program.diagnostics, span_new(unit->source, 0, 0, 0), "libtcc: %s",
                 message != NULL ? message : "cannot compile");
}

static n2c_status compile_unit(n2c_unit *unit, n2c_program **program)
{
    NameList foreign = {0};
    char *message = NULL;

    if (setjmp(unit->out_of_memory) != 0) {
        return N2C_OUT_OF_MEMORY;
    }
    if (unit->program.uses_collector && !memory_has_collector()) {
        report_error(&unit->program.diagnostics, span_new(unit->source, 0, 0, 0),
                     "this program needs the Boehm collector, libgc, which is not here");
        report_help(&unit->program.diagnostics,
                    "--gc=none and --gc=refcount do without (Debian: apt install libgc1)");
        return N2C_ERROR;
    }
    bool has_headers = collect_foreign(&unit->program, &foreign);
    MemorySource source = {put_together(unit), has_headers ? NULL : unit->options.data_directory,
                           foreign.items, unit->program.uses_collector};
    n2c_status status = memory_compile(&source, program, &message);
    const char *kept =
        message == NULL ? NULL : arena_copy(&unit->program.arena, message, strlen(message));
    free(message);
    if (status == N2C_ERROR) {
        report_libtcc(unit, kept);
    }
    return status;
}

n2c_status n2c_compile(n2c_unit *unit, n2c_program **program)
{
    *program = NULL;
    return unit->c.length == 0 ? N2C_ERROR : compile_unit(unit, program);
}
