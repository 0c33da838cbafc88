/* Pass read: text to open IR. The main source is parsed, then what it imports, each module once and
 * depth first, so that imported modules stand before those that import them. Nothing is resolved.
 *
 * A module is known by its file's name: `import geometry` reads geometry.ir from the folder of the
 * file that imports it, else from the first folder of program->search_path that has it, else it is
 * a standard one. */
#include "library.h"
#include "parser.h"
#include "passes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* A module that is read, or whose imports are being read. */
typedef struct Entry {
    const Name *name; /* of its file */
    Module *module;
    uint32_t next_import;
    bool is_done;
} Entry;

typedef struct Reader {
    Program *program;
    LIST(Entry *) entries;
    LIST(Entry *) open; /* each imports the next */
} Reader;

/* --- files --- */

enum { FIRST_PIECE = 16 * 1024 };

/* The file's size and one more byte, by which its end is seen; a guess where it has no size. */
static size_t first_capacity(FILE *file)
{
    long size = fseek(file, 0, SEEK_END) == 0 ? ftell(file) : 0;

    rewind(file);
    return size > 0 && size < UINT32_MAX ? (size_t)size + 1 : FIRST_PIECE;
}

/* Everything of the file, up to what is refused anyway. NULL: it cannot be read; see errno. */
static char *read_all(Arena *arena, FILE *file, size_t *length)
{
    size_t capacity = first_capacity(file);
    char *text = arena_alloc(arena, capacity + 1);
    size_t count;

    *length = 0;
    while (*length <= UINT32_MAX &&
           (count = fread(text + *length, 1, capacity - *length, file)) > 0) {
        *length += count;
        if (*length == capacity) {
            char *larger = arena_alloc(arena, capacity * 2 + 1);
            memcpy(larger, text, *length);
            text = larger;
            capacity *= 2;
        }
    }
    text[*length] = '\0';
    return ferror(file) ? NULL : text;
}

Source *source_read(Program *program, const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t length;

    if (file == NULL) {
        return NULL;
    }
    char *text = read_all(&program->arena, file, &length);
    int error = errno;
    fclose(file);
    errno = error;
    if (text == NULL) {
        return NULL;
    }
    char *kept_path = arena_copy(&program->arena, path, strlen(path));
    return source_new(&program->sources, kept_path, text, length);
}

/* --- one module --- */

/* The file's name without folder and ending, made an identifier: what a module is called that does
 * not say. */
static Name *file_name(Program *program, const Source *source)
{
    const char *dot = strrchr(source->name, '.');
    size_t length =
        dot == NULL || dot == source->name ? strlen(source->name) : (size_t)(dot - source->name);
    char *text = arena_alloc(&program->arena, length + 2);
    char *to = text;

    if (length == 0 || is_digit(source->name[0])) {
        *to++ = '_';
    }
    for (size_t i = 0; i < length; i++) {
        *to++ = is_name_character(source->name[i]) ? source->name[i] : '_';
    }
    return name_intern(&program->names, text, (size_t)(to - text));
}

static Module *read_module(Program *program, const Source *source)
{
    Module *module = ARENA_NEW(&program->arena, Module);
    Parser parser;

    module->source = source;
    module->name = file_name(program, source);
    if (source->length >= UINT32_MAX) {
        report_error(&program->diagnostics, span_new(source, 0, 0, 1),
                     "the text is larger than 4 GiB");
        return module;
    }
    parser_open(&parser, program, module);
    parse_module(&parser);
    return module;
}

/* --- imports --- */

static Entry *find_entry(const Reader *reader, const Name *name)
{
    for (uint32_t i = 0; i < reader->entries.count; i++) {
        if (reader->entries.items[i]->name == name) {
            return reader->entries.items[i];
        }
    }
    return NULL;
}

static Entry *read_entry(Reader *reader, const Source *source)
{
    Program *program = reader->program;
    Entry *entry = ARENA_NEW(&program->arena, Entry);

    entry->name = file_name(program, source);
    entry->module = read_module(program, source);
    LIST_PUSH(&program->arena, &reader->entries, entry);
    LIST_PUSH(&program->arena, &reader->open, entry);
    return entry;
}

/* The standard module of that name, or NULL. */
static Source *library_source(Program *program, const Name *name)
{
    for (const LibraryModule *module = library_modules; module->name != NULL; module++) {
        if (strcmp(module->name, name->text) == 0) {
            const char *path = arena_format(&program->arena, "<library>/%s.ir", name->text);
            Source *source = source_new(&program->sources, path, module->text, module->length);

            source->is_library = true;
            return source;
        }
    }
    return NULL;
}

Module *read_standard_module(Program *program, const char *name)
{
    return read_module(program, library_source(program, name_of(&program->names, name)));
}

/* The source of the module `name`, which `importer` imports, or NULL. */
static Source *find_source(Program *program, const Source *importer, const Name *name)
{
    Arena *arena = &program->arena;
    int folder_length = (int)(strlen(importer->path) - strlen(importer->name));
    const char *path = arena_format(arena, "%.*s%s.ir", folder_length, importer->path, name->text);
    Source *source = source_read(program, path);

    for (uint32_t i = 0; source == NULL && i < program->search_path.count; i++) {
        path = arena_format(arena, "%s/%s.ir", program->search_path.items[i], name->text);
        source = source_read(program, path);
    }
    return source != NULL ? source : library_source(program, name);
}

static const char *nearest_library(const char *wanted)
{
    enum { MOST_CANDIDATES = 32 };
    const char *candidates[MOST_CANDIDATES];
    size_t count = 0;

    for (const LibraryModule *module = library_modules;
         module->name != NULL && count < MOST_CANDIDATES; module++) {
        if (strncmp(module->name, "builtin_", strlen("builtin_")) != 0) {
            candidates[count++] = module->name;
        }
    }
    return nearest_name(wanted, candidates, count);
}

static void report_missing(Reader *reader, const Symbol *import)
{
    Diagnostics *diagnostics = &reader->program->diagnostics;

    const char *nearest = nearest_library(import->name->text);

    report_error(diagnostics, import->span, "cannot find the module '%s'", import->name->text);
    if (nearest != NULL) {
        report_help(diagnostics, "did you mean '%s'?", nearest);
        return;
    }
    report_help(diagnostics, "no %s.ir stands beside this file or in a folder given with -I",
                import->name->text);
}

/* "a imports b, which imports a" */
static void report_circle(Reader *reader, const Entry *first, const Symbol *import)
{
    Buffer chain;
    uint32_t i = 0;

    buffer_open(&chain, &reader->program->arena);
    while (reader->open.items[i] != first) {
        i++;
    }
    buffer_string(&chain, first->name->text);
    for (i++; i < reader->open.count; i++) {
        buffer_format(&chain, " imports %s, which", reader->open.items[i]->name->text);
    }
    buffer_format(&chain, " imports %s", import->name->text);
    report_error(&reader->program->diagnostics, import->span, "a circle of imports: %s",
                 buffer_text(&chain));
    buffer_close(&chain);
}

static void follow_import(Reader *reader, const Entry *importer, Symbol *import)
{
    Entry *entry = find_entry(reader, import->name);

    if (entry != NULL && !entry->is_done) {
        report_circle(reader, entry, import);
        return;
    }
    if (entry == NULL) {
        Source *source = find_source(reader->program, importer->module->source, import->name);
        if (source == NULL) {
            report_missing(reader, import);
            return;
        }
        entry = read_entry(reader, source);
    }
    import->imported = entry->module;
}

/* Follows the next import of the innermost open module, or closes it. */
static void read_step(Reader *reader)
{
    Entry *entry = reader->open.items[reader->open.count - 1];
    const SymbolList *imports = &entry->module->imports;

    if (entry->next_import < imports->count) {
        follow_import(reader, entry, imports->items[entry->next_import++]);
        return;
    }
    entry->is_done = true;
    reader->open.count--;
    LIST_PUSH(&reader->program->arena, &reader->program->modules, entry->module);
}

bool pass_read(Program *program, const Source *main)
{
    Reader reader = {.program = program};

    program->main = read_entry(&reader, main)->module;
    program->main->is_main = true;
    while (reader.open.count > 0) {
        read_step(&reader);
    }
    return program->diagnostics.error_count == 0;
}
