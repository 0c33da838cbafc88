/* The environment, files' names and folders. What POSIX has and Windows too is called by its POSIX
 * name; elsewhere it raises OSError. */

//@ nb_has_variable <stdbool.h> <stddef.h> <stdlib.h>
/* Does the environment have a variable of that name? Raises ValueError, MemoryError. */
NB_API nb_status nb_has_variable(nb_context *ctx, nb_str name, bool *result)
{
    char *c_name = NULL;

    if (nb_c_string(ctx, name, &c_name) != NB_OK) {
        return NB_RAISED;
    }
    *result = getenv(c_name) != NULL;
    nb_c_string_free(ctx, name, c_name);
    return NB_OK;
}

//@ nb_variable <stddef.h> <stdlib.h>
/* The variable's value, "" where there is none. Raises ValueError, MemoryError. */
NB_API nb_status nb_variable(nb_context *ctx, nb_str name, nb_str *result)
{
    char *c_name = NULL;

    if (nb_c_string(ctx, name, &c_name) != NB_OK) {
        return NB_RAISED;
    }
    const char *value = getenv(c_name);
    nb_c_string_free(ctx, name, c_name);
    return nb_str_of_outside(ctx, value != NULL ? value : "", result);
}

//@ NB_PATH_MISSING NB_PATH_FILE NB_PATH_FOLDER NB_PATH_OTHER
/* What a path leads to. */
enum { NB_PATH_MISSING, NB_PATH_FILE, NB_PATH_FOLDER, NB_PATH_OTHER };

//@ nb_kind_of_path <POSIX> <stdint.h> <stdio.h>
/* What stands at the path. */
#if defined(__unix__) || defined(__linux__) || defined(__APPLE__) || defined(__MINGW32__)
#include <sys/stat.h>

NB_API int64_t nb_kind_of_path(const char *path)
{
    struct stat found;

    if (stat(path, &found) != 0) {
        return NB_PATH_MISSING;
    }
    return S_ISREG(found.st_mode)   ? NB_PATH_FILE
           : S_ISDIR(found.st_mode) ? NB_PATH_FOLDER
                                    : NB_PATH_OTHER;
}
#else
NB_API int64_t nb_kind_of_path(const char *path)
{
    FILE *file = fopen(path, "rb");

    return file != NULL && fclose(file) == 0 ? NB_PATH_FILE : NB_PATH_MISSING;
}
#endif

//@ nb_path_kind <stddef.h> <stdint.h>
/* The NB_PATH_… of a path. Raises MemoryError. */
NB_API nb_status nb_path_kind(nb_context *ctx, nb_str path, int64_t *result)
{
    char *c_path = NULL;

    *result = NB_PATH_MISSING;
    if (nb_has_byte(path, '\0')) {
        return NB_OK;
    }
    if (nb_c_string(ctx, path, &c_path) != NB_OK) {
        return NB_RAISED;
    }
    *result = nb_kind_of_path(c_path);
    nb_c_string_free(ctx, path, c_path);
    return NB_OK;
}

//@ nb_c_make_directory <POSIX> <errno.h>
/* Makes a folder: 0, or -1 and errno, which is 0 where the system has none of this. */
#if defined(__MINGW32__)
#include <direct.h>

NB_API int nb_c_make_directory(const char *path)
{
    return _mkdir(path);
}
#elif defined(__unix__) || defined(__linux__) || defined(__APPLE__)
#include <sys/stat.h>

NB_API int nb_c_make_directory(const char *path)
{
    return mkdir(path, 0777);
}
#else
NB_API int nb_c_make_directory(const char *path)
{
    (void)path;
    errno = 0;
    return -1;
}
#endif

//@ nb_c_remove_directory <POSIX> <errno.h>
/* Removes an empty folder, as nb_c_make_directory makes one. */
#if defined(__MINGW32__)
#include <direct.h>

NB_API int nb_c_remove_directory(const char *path)
{
    return _rmdir(path);
}
#elif defined(__unix__) || defined(__linux__) || defined(__APPLE__)
#include <unistd.h>

NB_API int nb_c_remove_directory(const char *path)
{
    return rmdir(path);
}
#else
NB_API int nb_c_remove_directory(const char *path)
{
    (void)path;
    errno = 0;
    return -1;
}
#endif

//@ nb_c_remove <POSIX> <stdio.h>
/* Removes a file; POSIX' remove() would take a folder, too. */
#if defined(__unix__) || defined(__linux__) || defined(__APPLE__)
#include <unistd.h>

NB_API int nb_c_remove(const char *path)
{
    return unlink(path);
}
#else
NB_API int nb_c_remove(const char *path)
{
    return remove(path);
}
#endif

//@ each $F: make_directory, remove_directory, remove
//@ nb_$F <errno.h> <stddef.h>
/* nb_c_$F of a path. Raises OSError, ValueError, MemoryError. */
NB_API nb_status nb_$F(nb_context *ctx, nb_str path)
{
    char *c_path = NULL;

    if (nb_c_string(ctx, path, &c_path) != NB_OK) {
        return NB_RAISED;
    }
    const int failed = nb_c_$F(c_path);
    const int code = errno;
    nb_c_string_free(ctx, path, c_path);
    return failed == 0 ? NB_OK : nb_raise_os_error(ctx, code, &path, NULL);
}

//@ end
//@ nb_rename <errno.h> <stddef.h> <stdio.h>
/* Gives a file or folder another path. Raises OSError, ValueError, MemoryError. */
NB_API nb_status nb_rename(nb_context *ctx, nb_str from, nb_str to)
{
    char *c_from = NULL;
    char *c_to = NULL;
    nb_status status = nb_c_string(ctx, from, &c_from);

    if (status == NB_OK) {
        status = nb_c_string(ctx, to, &c_to);
    }
    if (status == NB_OK && rename(c_from, c_to) != 0) {
        status = nb_raise_os_error(ctx, errno, &from, &to);
    }
    nb_c_string_free(ctx, from, c_from);
    nb_c_string_free(ctx, to, c_to);
    return status;
}

//@ nb_current_directory <POSIX> <errno.h> <stddef.h>
/* The folder that relative paths start from. Raises OSError, MemoryError. */
#if defined(__MINGW32__)
#include <direct.h>

NB_API nb_status nb_current_directory(nb_context *ctx, nb_str *result)
{
    char path[4096];

    if (_getcwd(path, sizeof path) == NULL) {
        return nb_raise_os_error(ctx, errno, NULL, NULL);
    }
    return nb_str_of_outside(ctx, path, result);
}
#elif defined(__unix__) || defined(__linux__) || defined(__APPLE__)
#include <unistd.h>

NB_API nb_status nb_current_directory(nb_context *ctx, nb_str *result)
{
    char path[4096];

    if (getcwd(path, sizeof path) == NULL) {
        return nb_raise_os_error(ctx, errno, NULL, NULL);
    }
    return nb_str_of_outside(ctx, path, result);
}
#else
NB_API nb_status nb_current_directory(nb_context *ctx, nb_str *result)
{
    (void)result;
    return nb_raise_os_error(ctx, 0, NULL, NULL);
}
#endif

//@ nb_open_directory nb_next_entry nb_close_directory <POSIX> <errno.h> <stddef.h>
/* The entries of a folder, one after another. Opening raises OSError, ValueError, MemoryError; the
 * next entry is "" at the end, and raises OSError, MemoryError. */
#if defined(__unix__) || defined(__linux__) || defined(__APPLE__) || defined(__MINGW32__)
#include <dirent.h>

NB_API nb_status nb_open_directory(nb_context *ctx, nb_str path, void **result)
{
    char *c_path = NULL;

    if (nb_c_string(ctx, path, &c_path) != NB_OK) {
        return NB_RAISED;
    }
    *result = opendir(c_path);
    const int code = errno;
    nb_c_string_free(ctx, path, c_path);
    return *result != NULL ? NB_OK : nb_raise_os_error(ctx, code, &path, NULL);
}

NB_API nb_status nb_next_entry(nb_context *ctx, void *folder, nb_str *result)
{
    errno = 0;
    const struct dirent *entry = readdir(folder);

    if (entry == NULL && errno != 0) {
        return nb_raise_os_error(ctx, errno, NULL, NULL);
    }
    return nb_str_of_outside(ctx, entry != NULL ? entry->d_name : "", result);
}

NB_API void nb_close_directory(nb_context *ctx, void *folder)
{
    (void)ctx;
    (void)closedir(folder);
}
#else
NB_API nb_status nb_open_directory(nb_context *ctx, nb_str path, void **result)
{
    *result = NULL;
    return nb_raise_os_error(ctx, 0, &path, NULL);
}

NB_API nb_status nb_next_entry(nb_context *ctx, void *folder, nb_str *result)
{
    (void)folder;
    return nb_str_of_outside(ctx, "", result);
}

NB_API void nb_close_directory(nb_context *ctx, void *folder)
{
    (void)ctx;
    (void)folder;
}
#endif
