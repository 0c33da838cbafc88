/* How deep recursion may go. */

//@ nb_stack_here <stdint.h>
/* About where the stack ends now. A sanitizer may keep locals elsewhere, the frame never. */
NB_INLINE uintptr_t nb_stack_here(void)
{
#if defined(__GNUC__) || defined(__TINYC__)
    return (uintptr_t)__builtin_frame_address(0);
#else
    char here = 0;

    return (uintptr_t)&here;
#endif
}

//@ nb_stack_size <stddef.h>
/* The bytes of stack that a context may use: three quarters of what the system grants, else 512
 * KiB. */
#if defined(__unix__) || defined(__linux__) || defined(__APPLE__)
#include <sys/resource.h>

NB_API size_t nb_stack_size(void)
{
    struct rlimit granted;

    if (getrlimit(RLIMIT_STACK, &granted) != 0) {
        return (size_t)512 << 10;
    }
    if (granted.rlim_cur == RLIM_INFINITY || granted.rlim_cur > (rlim_t)1 << 30) {
        return (size_t)6 << 20; /* what a thread has for certain where the system names no limit */
    }
    return (size_t)granted.rlim_cur / 4 * 3;
}
#else
NB_API size_t nb_stack_size(void)
{
    return (size_t)512 << 10;
}
#endif

//@ nb_stack_is_below <stdbool.h> <stddef.h> <stdint.h>
/* nb_stack_is_low where the limit is passed, or not known yet: then it is found first. */
NB_API bool nb_stack_is_below(nb_context *ctx, uintptr_t here)
{
    if (ctx->stack_limit == UINTPTR_MAX) {
        const size_t size = nb_stack_size();

        ctx->stack_limit = here > size ? here - size : 0;
    }
    return here < ctx->stack_limit;
}

//@ nb_raise_too_deep
/* Raises RecursionError. */
NB_INLINE nb_status nb_raise_too_deep(nb_context *ctx, const nb_frame *frame)
{
    return nb_raise(ctx, &nb_RecursionError, "maximum recursion depth exceeded", frame);
}

//@ nb_stack_is_low <stdbool.h>
/* Is there too little stack left for another call? Stacks grow downwards. */
NB_INLINE bool nb_stack_is_low(nb_context *ctx)
{
    return nb_stack_here() < ctx->stack_limit && nb_stack_is_below(ctx, nb_stack_here());
}
