/* Raising, catching and reporting. What is in flight is told by the context; an object is made
 * of it only where a handler looks at it.
 *
 * Each way to raise is two functions: one does it, and an inline one calls that and returns
 * NB_RAISED. So a compiler sees in the caller that nothing else comes back, and with it that a
 * result is set wherever no exception is in flight. */

//@ nb_set_raised_here <stddef.h> <string.h>
/* Puts an exception in flight. */
NB_API void nb_set_raised_here(nb_context *ctx, const nb_type *type, const char *message)
{
    ctx->raised = type;
    ctx->message = message;
    ctx->message_size = strlen(message);
    ctx->value = NULL;
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

//@ nb_set_raised
/* Puts an exception in flight that comes from `frame`. */
NB_API void nb_set_raised(nb_context *ctx, const nb_type *type, const char *message, const nb_frame *frame)
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

//@ nb_set_raised_text_here <stddef.h>
/* Puts an exception in flight whose message was computed. */
NB_API void nb_set_raised_text_here(nb_context *ctx, const nb_type *type, nb_str message)
{
    nb_keep_message(ctx, message);
    ctx->raised = type;
    ctx->message = message.data;
    ctx->message_size = (size_t)message.size;
    ctx->value = NULL;
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
NB_API void nb_set_raised_text(nb_context *ctx, const nb_type *type, nb_str message, const nb_frame *frame)
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

//@ nb_exception
/* An exception as an object. One that has fields begins with this. */
struct nb_exception {
    const nb_type *type;
    nb_str message;
    nb_exception *cause;    /* or NULL */
    const nb_frame *frames; /* its traceback, the innermost place first */
    int frame_count;        /* as in the context */
};

//@ nb_keep_text <stdbool.h> <stddef.h> <string.h>
/* Makes a string live as long as the context: gives it bytes of the context's where its own could
 * be given back before. false: there is no memory. */
NB_API bool nb_keep_text(nb_context *ctx, nb_str *text)
{
    if (text->owner == NULL) {
        return true;
    }
    char *data = nb_allocate(ctx, text->size, 1);

    if (data == NULL) {
        return false;
    }
    memcpy(data, text->data, (size_t)text->size);
    *text = (nb_str){data, text->size, text->length, NULL};
    return true;
}

//@ nb_exception_new <stddef.h> <string.h>
/* Makes an exception of `size` bytes, which the context owns; fields that it has beyond
 * nb_exception are zero. */
NB_API nb_status nb_exception_new(nb_context *ctx, size_t size, const nb_type *type, nb_str message,
                                  nb_exception **result)
{
    nb_exception *made = nb_allocate(ctx, 1, size);

    if (made == NULL || !nb_keep_text(ctx, &message)) {
        return nb_raise_here(ctx, &nb_MemoryError, "");
    }
    memset(made, 0, size);
    made->type = type;
    made->message = message;
    made->cause = NULL;
    made->frames = NULL;
    *result = made;
    return NB_OK;
}

//@ nb_frames_kept <stddef.h>
/* How many of the context's frames are there to be read. */
NB_INLINE size_t nb_frames_kept(int frame_count)
{
    return (size_t)(frame_count < NB_FRAMES ? frame_count : NB_FRAMES);
}

//@ nb_set_reraised <stddef.h> <string.h>
/* Puts an exception in flight as it was. */
NB_API void nb_set_reraised(nb_context *ctx, nb_exception *exception)
{
    nb_set_raised_text_here(ctx, exception->type, exception->message);
    ctx->value = exception;
    ctx->frame_count = exception->frame_count;
    if (exception->frames != NULL) {
        memcpy(ctx->frames, exception->frames,
               nb_frames_kept(exception->frame_count) * sizeof *ctx->frames);
    }
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
    nb_in_flight kept = {ctx->raised, ctx->message,     ctx->message_size, ctx->message_owner,
                         ctx->value,  ctx->frame_count, {{NULL, NULL, 0}}};

    memcpy(kept.frames, ctx->frames, nb_frames_kept(ctx->frame_count) * sizeof *ctx->frames);
    ctx->message_owner = NULL;
    ctx->frame_count = 0;
    return kept;
}

//@ nb_put_back <string.h>
/* Puts what was in flight back into the context; what is there is dropped. */
NB_API void nb_put_back(nb_context *ctx, const nb_in_flight *kept)
{
    nb_block_release(ctx, ctx->message_owner);
    ctx->raised = kept->raised;
    ctx->message = kept->message;
    ctx->message_size = kept->message_size;
    ctx->message_owner = kept->message_owner;
    ctx->value = kept->value;
    ctx->frame_count = kept->frame_count;
    memcpy(ctx->frames, kept->frames, nb_frames_kept(kept->frame_count) * sizeof *ctx->frames);
}

//@ nb_reraise
/* Raises an exception object again, its traceback kept. */
NB_INLINE nb_status nb_reraise(nb_context *ctx, nb_exception *exception)
{
    nb_set_reraised(ctx, exception);
    return NB_RAISED;
}

//@ nb_set_value
/* Puts an exception object in flight that comes from `frame`. */
NB_API void nb_set_value(nb_context *ctx, nb_exception *exception, const nb_frame *frame)
{
    nb_set_reraised(ctx, exception);
    nb_add_frame(ctx, frame);
}

//@ nb_raise_value
/* Raises an exception object. */
NB_INLINE nb_status nb_raise_value(nb_context *ctx, nb_exception *exception, const nb_frame *frame)
{
    nb_set_value(ctx, exception, frame);
    return NB_RAISED;
}

//@ nb_no_memory <stddef.h>
/* What is caught where there is no memory to make an object. Every context shares it and nothing
 * writes to it; it is not const because other exceptions are not. */
NB_API nb_exception nb_no_memory = {&nb_MemoryError, NB_STR_INIT(""), NULL, NULL, 0};

//@ nb_catch_frames <stddef.h> <string.h>
/* Gives an exception the traceback that the context has, if there is memory for it. */
NB_API void nb_catch_frames(nb_context *ctx, nb_exception *exception)
{
    const size_t count = nb_frames_kept(ctx->frame_count);
    nb_frame *frames = nb_allocate(ctx, (int64_t)count, sizeof *frames);

    if (frames != NULL) {
        memcpy(frames, ctx->frames, count * sizeof *frames);
        exception->frames = frames;
        exception->frame_count = ctx->frame_count;
    }
}

//@ nb_catch <stddef.h>
/* The exception in flight as an object. */
NB_API nb_exception *nb_catch(nb_context *ctx)
{
    nb_exception *caught = ctx->value;

    if (caught == NULL) {
        caught = nb_allocate(ctx, 1, sizeof *caught);
        if (caught == NULL) {
            return &nb_no_memory;
        }
        caught->type = ctx->raised;
        caught->message = nb_str_of_utf8(ctx->message, (int64_t)ctx->message_size);
        caught->message.owner = ctx->message_owner;
        if (!nb_keep_text(ctx, &caught->message)) {
            return &nb_no_memory;
        }
        caught->cause = NULL;
        caught->frames = NULL;
        caught->frame_count = 0;
    }
    if (caught != &nb_no_memory) {
        nb_catch_frames(ctx, caught);
    }
    return caught;
}
