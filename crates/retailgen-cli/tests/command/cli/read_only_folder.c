// Preloaded: no folder can be made in $READ_ONLY_FOLDER, as where its file system is mounted read-only. All else is passed on.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>

static int is_read_only(const char *path) {
    const char *folder = getenv("READ_ONLY_FOLDER");
    char parent[PATH_MAX], real[PATH_MAX];
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') length--;
    while (length > 0 && path[length - 1] != '/') length--;
    if (!folder || length >= sizeof parent) return 0;
    memcpy(parent, path, length);
    parent[length] = '\0';
    return realpath(length ? parent : ".", real) && strcmp(real, folder) == 0;
}

int mkdir(const char *path, mode_t mode) {
    static int (*real)(const char *, mode_t);
    if (!real) real = (int (*)(const char *, mode_t))dlsym(RTLD_NEXT, "mkdir");
    struct stat found;
    // What is there already is told first, as the kernel does.
    if (is_read_only(path) && lstat(path, &found) != 0) {
        errno = EROFS;
        return -1;
    }
    return real(path, mode);
}
