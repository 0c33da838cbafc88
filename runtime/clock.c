/* Time: the system's clock, one that never goes back, and waiting. */

//@ nb_time <POSIX> <time.h>
/* Seconds since 1970 began in UTC. */
#if defined(__unix__) || defined(__linux__) || defined(__APPLE__)
NB_API double nb_time(nb_context *ctx)
{
    struct timespec now = {0, 0};

    (void)ctx;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
#else
NB_API double nb_time(nb_context *ctx)
{
    (void)ctx;
    return (double)time(NULL);
}
#endif

//@ nb_monotonic <POSIX> <time.h>
/* Seconds from some moment on, whatever is done to the system's clock. Windows' clock() is such a
 * clock. */
#if defined(__unix__) || defined(__linux__) || defined(__APPLE__)
NB_API double nb_monotonic(nb_context *ctx)
{
    struct timespec now = {0, 0};

    (void)ctx;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
#else
NB_API double nb_monotonic(nb_context *ctx)
{
    (void)ctx;
    return (double)clock() / CLOCKS_PER_SEC;
}
#endif

//@ nb_sleep <POSIX> <errno.h> <time.h>
/* Waits that long; `seconds` is not negative and fits time_t. */
#if defined(__unix__) || defined(__linux__) || defined(__APPLE__)
NB_API void nb_sleep(nb_context *ctx, double seconds)
{
    const time_t whole = (time_t)seconds;
    struct timespec rest = {whole, (long)((seconds - (double)whole) * 1e9)};

    (void)ctx;
    while (nanosleep(&rest, &rest) != 0 && errno == EINTR) {
    }
}
#else
NB_API void nb_sleep(nb_context *ctx, double seconds)
{
    const double end = nb_monotonic(ctx) + seconds;

    while (nb_monotonic(ctx) < end) {
    }
}
#endif
