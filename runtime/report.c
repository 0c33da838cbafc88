/* The report of an exception that nothing caught: Python's form. */

//@ nb_same_frame <stdbool.h> <string.h>
/* Do two frames name the same place? */
NB_API bool nb_same_frame(const nb_frame *a, const nb_frame *b)
{
    return a->line == b->line && strcmp(a->function, b->function) == 0
        && strcmp(a->file, b->file) == 0;
}

//@ nb_report_repeats <stdio.h>
/* Tells how often a place came again beyond the three times that are written. */
NB_API void nb_report_repeats(int repeats)
{
    if (repeats > 3) {
        fprintf(stderr, "  [Previous line repeated %d more time%s]\n", repeats - 3,
                repeats == 4 ? "" : "s");
    }
}

//@ nb_report_frame <stdio.h>
/* Writes a place. */
NB_API void nb_report_frame(const nb_frame *frame)
{
    fprintf(stderr, "  File \"%s\", line %d, in %s\n", frame->file, frame->line, frame->function);
}

//@ nb_report_frames <stddef.h> <stdio.h>
/* Writes a traceback, the outermost place first, and before it the C caller's, if that is known. */
NB_API void nb_report_frames(const nb_frame *caller, const nb_frame *frames, int frame_count)
{
    const int kept = frame_count < NB_FRAMES ? frame_count : NB_FRAMES;
    int repeats = 0;

    fputs("Traceback (most recent call last):\n", stderr);
    if (caller != NULL && caller->file != NULL) {
        nb_report_frame(caller);
    }
    if (frame_count > kept) {
        fprintf(stderr, "  [%d outer calls left out]\n", frame_count - kept);
    }
    for (int i = kept - 1; i >= 0; i--) {
        if (i == kept - 1 || !nb_same_frame(&frames[i], &frames[i + 1])) {
            nb_report_repeats(repeats);
            repeats = 0;
        }
        repeats++;
        if (repeats <= 3) {
            nb_report_frame(&frames[i]);
        }
    }
    nb_report_repeats(repeats);
}

//@ nb_report_message <stddef.h> <stdio.h>
/* Writes "ValueError: the message", or the bare name where the message is empty. */
NB_API void nb_report_message(const nb_type *type, const char *message, size_t size)
{
    fputs(type->name, stderr);
    if (size > 0) {
        fputs(": ", stderr);
        fwrite(message, 1, size, stderr);
    }
    fputc('\n', stderr);
}

//@ nb_cause_depth <stddef.h>
/* How many causes stand behind an exception; a circle of them is gone round once, and no more
 * than NB_FRAMES are told. */
NB_API int nb_cause_depth(const nb_exception *exception)
{
    const nb_exception *last = exception;
    int depth = 0;

    while (last->cause != NULL && last->cause != exception && depth < NB_FRAMES) {
        last = last->cause;
        depth++;
    }
    return depth;
}

//@ nb_report_causes <stddef.h> <stdio.h>
/* Writes the causes of an exception, the first one first. */
NB_API void nb_report_causes(const nb_exception *exception)
{
    for (int depth = nb_cause_depth(exception); depth > 0; depth--) {
        const nb_exception *cause = exception;

        for (int i = 0; i < depth; i++) {
            cause = cause->cause;
        }
        if (cause->frames != NULL) {
            nb_report_frames(NULL, cause->frames, cause->frame_count);
        }
        nb_report_message(cause->type, cause->message.data, (size_t)cause->message.size);
        fputs("\nThe above exception was the direct cause of the following exception:\n\n", stderr);
    }
}

//@ nb_report_uncaught <stddef.h> <stdio.h>
/* Writes the exception in flight to standard error, its causes first. */
NB_API void nb_report_uncaught(nb_context *ctx)
{
    fflush(stdout);
    if (ctx->has_value) {
        nb_report_causes(ctx->value);
    }
    nb_report_frames(&ctx->caller, ctx->frames, ctx->frame_count);
    nb_report_message(ctx->raised, ctx->message, ctx->message_size);
}

//@ nb_context_report <stddef.h>
/* Writes to standard error what was raised last, and from where, if anything was. */
NB_API void nb_context_report(nb_context *ctx)
{
    if (ctx->raised != NULL) {
        nb_report_uncaught(ctx);
    }
}

//@ nb_describe_raised <stddef.h> <string.h>
/* "IndexError: index out of range": what was raised last, as a C string that the context owns and
 * that lives until this is called again. It is the name alone where there is no message, or no
 * memory. */
NB_API const char *nb_describe_raised(nb_context *ctx)
{
    const char *name = ctx->raised != NULL ? ctx->raised->name : "";
    const size_t length = strlen(name);
    char *text = NULL;

    if (ctx->raised != NULL && ctx->message_size > 0) {
        text = nb_room_for(ctx, &ctx->description, length + 2 + ctx->message_size + 1);
    }
    if (text == NULL) {
        return name;
    }
    memcpy(text, name, length);
    memcpy(text + length, ": ", 2);
    memcpy(text + length + 2, ctx->message, ctx->message_size);
    text[length + 2 + ctx->message_size] = '\0';
    return text;
}

//@ nb_run_in <stdint.h>
/* Runs a program in a context, which is closed, and reports what it leaves uncaught. The result is
 * what C's main returns. */
NB_API int nb_run_in(nb_context *ctx, nb_status (*program)(nb_context *ctx))
{
    if (program(ctx) != NB_OK) {
        nb_report_uncaught(ctx);
        ctx->exit_status = 1;
    }
    nb_context_close(ctx);
    return nb_finish_output() ? ctx->exit_status : 1;
}

//@ nb_run
/* Runs a program in a context of its own. */
NB_API int nb_run(nb_status (*program)(nb_context *ctx))
{
    nb_context context;

    nb_context_open(&context);
    return nb_run_in(&context, program);
}

//@ nb_run_on
/* Runs a program in a context of its own, whose objects come from the allocator. */
NB_API int nb_run_on(nb_allocator *allocator, nb_status (*program)(nb_context *ctx))
{
    nb_context context;

    nb_context_open(&context);
    context.allocator = allocator;
    return nb_run_in(&context, program);
}

//@ nb_run_with
/* Runs a program with arguments in a context of its own, whose objects come from the allocator,
 * which may be NULL. */
NB_API int nb_run_with(nb_allocator *allocator, int argument_count, char **arguments,
                       nb_status (*program)(nb_context *ctx))
{
    nb_context context;

    nb_context_open(&context);
    context.allocator = allocator;
    context.argument_count = argument_count;
    context.arguments = arguments;
    return nb_run_in(&context, program);
}
