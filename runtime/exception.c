/* Raising, catching and reporting. What is in flight is told by the context; an object is made
 * of it only where a handler looks at it.
 *
 * Each way to raise is two functions: one does it, and an inline one calls that and returns
 * NB_RAISED. So a compiler sees in the caller that nothing else comes back, and with it that a
 * result is set wherever no exception is in flight. */

//@ nb_drop <stddef.h>
/* Gives up the object in flight, or the one whose place another exception took. */
NB_INLINE void nb_drop(nb_context *ctx)
{
    if (ctx->value != NULL) {
        ctx->drop(ctx);
    }
}

//@ nb_set_raised_here <stdbool.h> <string.h>
/* Puts an exception in flight. The object of one whose place it takes is given up later: raising is
 * to be so short that a compiler looks into it. */
NB_API void nb_set_raised_here(nb_context *ctx, const nb_type *type, const char *message)
{
    ctx->has_value = false;
    ctx->raised = type;
    ctx->message = message;
    ctx->message_size = strlen(message);
    ctx->frame_count = 0;
}

//@ nb_raise_here
/* Raises an exception without a place: the caller adds it. The message lives on. */
NB_INLINE nb_status nb_raise_here(nb_context *ctx, const nb_type *type, const char *message)
{
    nb_set_raised_here(ctx, type, message);
    return NB_RAISED;
}

//@ nb_add_frame
/* Adds a place to the traceback. */
NB_API void nb_add_frame(nb_context *ctx, const nb_frame *frame)
{
    if (ctx->frame_count < NB_FRAMES) {
        ctx->frames[ctx->frame_count] = *frame;
    }
    ctx->frame_count++;
}

//@ nb_traceback
/* Adds a place that the exception in flight came through. */
NB_INLINE nb_status nb_traceback(nb_context *ctx, const nb_frame *frame)
{
    nb_add_frame(ctx, frame);
    return NB_RAISED;
}

//@ nb_traced
/* The status of a call that is the last thing to do: where it raised, with its place in the
 * traceback. The place is copied there, so that a compiler need not make it before the call. */
NB_INLINE NB_ALWAYS_INLINE nb_status nb_traced(nb_context *ctx, nb_status status,
                                              const nb_frame *frame)
{
    if (status != NB_OK) {
        const nb_frame place = *frame;

        return nb_traceback(ctx, &place);
    }
    return NB_OK;
}

//@ nb_set_raised
/* Puts an exception in flight that comes from `frame`. */
NB_API void nb_set_raised(nb_context *ctx, const nb_type *type, const char *message,
                          const nb_frame *frame)
{
    nb_set_raised_here(ctx, type, message);
    nb_add_frame(ctx, frame);
}

//@ nb_raise
/* Raises an exception. The message lives on. */
NB_INLINE nb_status nb_raise(nb_context *ctx, const nb_type *type, const char *message,
                             const nb_frame *frame)
{
    nb_set_raised(ctx, type, message, frame);
    return NB_RAISED;
}

//@ nb_release_message <stddef.h>
/* Gives up the last message that was computed, and frees what else the context owns. */
NB_API void nb_release_message(nb_context *ctx)
{
    nb_block_release(ctx, ctx->message_owner);
    ctx->message_owner = NULL;
    nb_release(ctx);
}

//@ nb_keep_message
/* The context owns the message until the next one. */
NB_API void nb_keep_message(nb_context *ctx, nb_str message)
{
    nb_block_retain(message.owner);
    nb_block_release(ctx, ctx->message_owner);
    ctx->message_owner = message.owner;
    ctx->release = nb_release_message;
}

//@ nb_set_raised_text_here <stdbool.h> <stddef.h>
/* Puts an exception in flight whose message was computed. */
NB_API void nb_set_raised_text_here(nb_context *ctx, const nb_type *type, nb_str message)
{
    ctx->has_value = false;
    nb_keep_message(ctx, message);
    ctx->raised = type;
    ctx->message = message.data;
    ctx->message_size = (size_t)message.size;
    ctx->frame_count = 0;
}

//@ nb_raise_text_here
/* Raises an exception with a message that was computed, without a place. */
NB_INLINE nb_status nb_raise_text_here(nb_context *ctx, const nb_type *type, nb_str message)
{
    nb_set_raised_text_here(ctx, type, message);
    return NB_RAISED;
}

//@ nb_set_raised_text
/* Puts an exception in flight that comes from `frame`, with a message that was computed. */
NB_API void nb_set_raised_text(nb_context *ctx, const nb_type *type, nb_str message,
                               const nb_frame *frame)
{
    nb_set_raised_text_here(ctx, type, message);
    nb_add_frame(ctx, frame);
}

//@ nb_raise_text
/* Raises an exception with a message that was computed. */
NB_INLINE nb_status nb_raise_text(nb_context *ctx, const nb_type *type, nb_str message,
                                  const nb_frame *frame)
{
    nb_set_raised_text(ctx, type, message, frame);
    return NB_RAISED;
}

//@ nb_type_is <stdbool.h> <stddef.h>
/* Is `type` the type `base`, or derived from it? */
NB_API bool nb_type_is(const nb_type *type, const nb_type *base)
{
    while (type != NULL && type != base) {
        type = type->base;
    }
    return type != NULL;
}

//@ nb_is <stdbool.h>
/* Is what is in flight of that type? */
NB_INLINE bool nb_is(const nb_context *ctx, const nb_type *type)
{
    return nb_type_is(ctx->raised, type);
}

//@ nb_exception
typedef struct nb_exception nb_exception;

//@ nb_exception <stddef.h> <stdint.h>
/* An exception as an object. One that has fields begins with this. */
struct nb_exception {
    const nb_type *type;
    int64_t references; /* 0: it is not counted, and never ends */
    size_t size;        /* with its fields */
    void (*release)(nb_context *ctx, void *exception); /* gives up the fields, or NULL */
    nb_str message;
    nb_exception *cause; /* or NULL */
    nb_frame *frames;    /* its traceback, the innermost place first; or NULL */
    int frame_count;     /* as in the context */
};

//@ nb_write_exception
/* Writes ValueError('message'). */
NB_API void nb_write_exception(nb_writer *out, const nb_exception *x)
{
    nb_write_literal(out, x->type->name);
    nb_write_literal(out, "(");
    if (x->message.size > 0) {
        nb_write_str(out, x->message);
    }
    nb_write_literal(out, ")");
}

//@ nb_exception_make <stddef.h>
/* An exception of `size` bytes, at least those of an nb_exception, which one owner has; or NULL. */
NB_API nb_exception *nb_exception_make(nb_context *ctx, size_t size, const nb_type *type,
                                       nb_str message)
{
    nb_exception *made = nb_obtain(ctx, size, NB_EXCEPTION);

    if (made != NULL) {
        *made = (nb_exception){type, 1, size, NULL, nb_retain_str(message), NULL, NULL, 0};
    }
    return made;
}

//@ nb_exception_new <stddef.h>
/* Makes an exception; the fields that it has beyond nb_exception are not set. */
NB_API nb_status nb_exception_new(nb_context *ctx, size_t size, const nb_type *type, nb_str message,
                                  nb_exception **result)
{
    *result = nb_exception_make(ctx, size, type, message);
    return *result != NULL ? NB_OK : nb_raise_here(ctx, &nb_MemoryError, "");
}

//@ nb_frames_kept <stddef.h>
/* How many of the context's frames are there to be read. */
NB_INLINE size_t nb_frames_kept(int frame_count)
{
    return (size_t)(frame_count < NB_FRAMES ? frame_count : NB_FRAMES);
}

//@ nb_frames_size <stddef.h>
/* The bytes of an exception's frames. */
NB_INLINE size_t nb_frames_size(const nb_exception *exception)
{
    return nb_frames_kept(exception->frame_count) * sizeof *exception->frames;
}

//@ nb_exception_is_last <stdbool.h> <stddef.h>
/* One owner less; was it the last one? */
NB_INLINE bool nb_exception_is_last(nb_exception *exception)
{
    return exception != NULL && exception->references > 0 && --exception->references == 0;
}

//@ nb_exception_end <stddef.h>
/* Ends an exception that has no owner left. */
NB_API void nb_exception_end(nb_context *ctx, void *exception)
{
    nb_exception *gone = exception;

    if (gone->release != NULL) {
        gone->release(ctx, gone);
    }
    if (nb_exception_is_last(gone->cause)) {
        nb_destroy(ctx, gone->cause, nb_exception_end);
    }
    nb_release_str(ctx, &gone->message);
    nb_free(ctx, gone->frames, nb_frames_size(gone));
    nb_free(ctx, gone, gone->size);
}

//@ nb_exception_release
/* One owner less; the last one ends it. */
NB_API void nb_exception_release(nb_context *ctx, void *exception)
{
    if (nb_exception_is_last(exception)) {
        nb_destroy(ctx, exception, nb_exception_end);
    }
}

//@ nb_exception_retain <stddef.h>
/* One more owner; of no exception nothing. */
NB_API void nb_exception_retain(void *exception)
{
    nb_exception *counted = exception;

    if (counted != NULL && counted->references > 0) {
        counted->references++;
    }
}

//@ nb_retain_exception
/* The same, with one more owner. */
NB_INLINE nb_exception *nb_retain_exception(nb_exception *exception)
{
    nb_exception_retain(exception);
    return exception;
}

//@ nb_release_exception <stddef.h>
/* Gives up what the place holds, which is left empty. */
NB_INLINE void nb_release_exception(nb_context *ctx, nb_exception **exception)
{
    nb_exception *gone = *exception;

    *exception = NULL;
    nb_exception_release(ctx, gone);
}

//@ nb_move_exception <stddef.h>
/* What the place holds, which is left empty. */
NB_INLINE nb_exception *nb_move_exception(nb_exception **exception)
{
    nb_exception *moved = *exception;

    *exception = NULL;
    return moved;
}

//@ nb_replace_exception
/* Gives up what the place holds for `value`. */
NB_INLINE void nb_replace_exception(nb_context *ctx, nb_exception **exception, nb_exception *value)
{
    nb_exception *gone = *exception;

    *exception = value;
    nb_exception_release(ctx, gone);
}

//@ nb_cut_causes <stddef.h>
/* Takes an exception out of the causes of another one. */
NB_API void nb_cut_causes(nb_context *ctx, nb_exception *from, const nb_exception *exception)
{
    while (from != NULL && from->cause != exception) {
        from = from->cause;
    }
    if (from != NULL) {
        nb_release_exception(ctx, &from->cause);
    }
}

//@ nb_set_cause <stddef.h>
/* Gives an exception its cause, which it takes over. They never form a circle: where the exception
 * is a cause of its cause, it is taken out there. One that is not counted is everybody's, and has
 * none. */
NB_API void nb_set_cause(nb_context *ctx, nb_exception *exception, nb_exception *cause)
{
    if (cause == exception || exception->references == 0) {
        nb_exception_release(ctx, cause);
        return;
    }
    nb_cut_causes(ctx, cause, exception);
    nb_replace_exception(ctx, &exception->cause, cause);
}

//@ nb_drop_value <stdbool.h> <stddef.h>
/* Gives up the object that the context has. */
NB_API void nb_drop_value(nb_context *ctx)
{
    ctx->has_value = false;
    nb_release_exception(ctx, &ctx->value);
}

//@ nb_set_reraised <stdbool.h> <stddef.h> <string.h>
/* Puts an exception in flight as it was; the context takes it over. */
NB_API void nb_set_reraised(nb_context *ctx, nb_exception *exception)
{
    nb_drop(ctx);
    nb_set_raised_text_here(ctx, exception->type, exception->message);
    ctx->value = exception;
    ctx->has_value = true;
    ctx->drop = nb_drop_value;
    ctx->frame_count = exception->frame_count;
    if (exception->frames != NULL) {
        memcpy(ctx->frames, exception->frames, nb_frames_size(exception));
    }
}

//@ nb_take_value <stdbool.h> <stddef.h>
/* Takes the object in flight out of the context; NULL: there is none. */
NB_INLINE nb_exception *nb_take_value(nb_context *ctx)
{
    nb_exception *value = NULL;

    if (ctx->has_value) {
        value = ctx->value;
        ctx->value = NULL;
        ctx->has_value = false;
    }
    return value;
}

//@ nb_in_flight <stddef.h>
/* What a context tells of the exception in flight, while something else runs. */
typedef struct nb_in_flight {
    const nb_type *raised;
    const char *message;
    size_t message_size;
    nb_block *message_owner;
    nb_exception *value;
    int frame_count;
    nb_frame frames[NB_FRAMES];
} nb_in_flight;

//@ nb_set_aside <stddef.h> <string.h>
/* Takes what is in flight out of the context. */
NB_API nb_in_flight nb_set_aside(nb_context *ctx)
{
    nb_in_flight kept = {ctx->raised,        ctx->message,       ctx->message_size,
                         ctx->message_owner, nb_take_value(ctx), ctx->frame_count,
                         {{NULL, NULL, 0}}};

    memcpy(kept.frames, ctx->frames, nb_frames_kept(ctx->frame_count) * sizeof *ctx->frames);
    ctx->message_owner = NULL;
    ctx->frame_count = 0;
    return kept;
}

//@ nb_put_back <stddef.h> <string.h>
/* Puts what was in flight back into the context; what is there is dropped. */
NB_API void nb_put_back(nb_context *ctx, const nb_in_flight *kept)
{
    nb_drop(ctx);
    nb_block_release(ctx, ctx->message_owner);
    ctx->raised = kept->raised;
    ctx->message = kept->message;
    ctx->message_size = kept->message_size;
    ctx->message_owner = kept->message_owner;
    ctx->value = kept->value;
    ctx->has_value = kept->value != NULL;
    ctx->frame_count = kept->frame_count;
    memcpy(ctx->frames, kept->frames, nb_frames_kept(kept->frame_count) * sizeof *ctx->frames);
}

//@ nb_reraise
/* Raises an exception object again, its traceback kept. The context takes it over. */
NB_INLINE nb_status nb_reraise(nb_context *ctx, nb_exception *exception)
{
    nb_set_reraised(ctx, exception);
    return NB_RAISED;
}

//@ nb_resume <stddef.h>
/* Puts back what nb_catch took, if that is not NULL. */
NB_INLINE void nb_resume(nb_context *ctx, nb_exception *exception)
{
    if (exception != NULL) {
        nb_set_reraised(ctx, exception);
    }
}

//@ nb_set_value
/* Puts an exception object in flight that comes from `frame`. */
NB_API void nb_set_value(nb_context *ctx, nb_exception *exception, const nb_frame *frame)
{
    nb_set_reraised(ctx, exception);
    nb_add_frame(ctx, frame);
}

//@ nb_raise_value
/* Raises an exception object, which the context takes over. */
NB_INLINE nb_status nb_raise_value(nb_context *ctx, nb_exception *exception, const nb_frame *frame)
{
    nb_set_value(ctx, exception, frame);
    return NB_RAISED;
}

//@ nb_set_value_from
/* Puts an exception object in flight that comes from `frame` and has a cause; takes both over. */
NB_API void nb_set_value_from(nb_context *ctx, nb_exception *exception, nb_exception *cause,
                              const nb_frame *frame)
{
    nb_set_cause(ctx, exception, cause);
    nb_set_value(ctx, exception, frame);
}

//@ nb_raise_value_from
/* Raises an exception object that has a cause; the context takes both over. */
NB_INLINE nb_status nb_raise_value_from(nb_context *ctx, nb_exception *exception,
                                        nb_exception *cause, const nb_frame *frame)
{
    nb_set_value_from(ctx, exception, cause, frame);
    return NB_RAISED;
}

//@ nb_set_raised_from <stddef.h>
/* Puts an exception in flight that has a cause, which it takes over. */
NB_API void nb_set_raised_from(nb_context *ctx, const nb_type *type, nb_str message,
                               nb_exception *cause, const nb_frame *frame)
{
    nb_exception *made = nb_exception_make(ctx, sizeof *made, type, message);

    if (made == NULL) {
        nb_exception_release(ctx, cause);
        nb_set_raised(ctx, &nb_MemoryError, "", frame);
        return;
    }
    made->cause = cause;
    nb_set_value(ctx, made, frame);
}

//@ nb_raise_from
/* Raises an exception that has a cause, which it takes over. */
NB_INLINE nb_status nb_raise_from(nb_context *ctx, const nb_type *type, nb_str message,
                                  nb_exception *cause, const nb_frame *frame)
{
    nb_set_raised_from(ctx, type, message, cause, frame);
    return NB_RAISED;
}

//@ nb_no_memory <stddef.h>
/* What is caught where there is no memory to make an object. Every context shares it and nothing
 * writes to it; it is not const because other exceptions are not. */
NB_API nb_exception nb_no_memory = {
    &nb_MemoryError, 0, sizeof nb_no_memory, NULL, NB_STR_INIT(""), NULL, NULL, 0};

//@ nb_catch_frames <stddef.h> <string.h>
/* Gives an exception the traceback that the context has, if there is memory for it. */
NB_API void nb_catch_frames(nb_context *ctx, nb_exception *exception)
{
    const size_t size = nb_frames_kept(ctx->frame_count) * sizeof *exception->frames;
    nb_frame *frames = size > 0 ? nb_obtain(ctx, size, NB_PLAIN | NB_TRACEBACK) : NULL;

    if (frames != NULL) {
        memcpy(frames, ctx->frames, size);
        nb_free(ctx, exception->frames, nb_frames_size(exception));
        exception->frames = frames;
        exception->frame_count = ctx->frame_count;
    }
}

//@ nb_catch <stddef.h>
/* Takes the exception in flight out of the context, as an object that the caller owns. */
NB_API nb_exception *nb_catch(nb_context *ctx)
{
    nb_str message = nb_str_of_utf8(ctx->message, (int64_t)ctx->message_size);
    nb_exception *caught = nb_take_value(ctx);

    message.owner = ctx->message_owner;
    if (caught == NULL) {
        caught = nb_exception_make(ctx, sizeof *caught, ctx->raised, message);
    }
    if (caught == NULL) {
        return &nb_no_memory;
    }
    if (caught->references > 0) {
        nb_catch_frames(ctx, caught);
    }
    nb_drop(ctx);
    return caught;
}
