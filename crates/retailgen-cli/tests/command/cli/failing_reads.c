// Preloaded: reading the file whose path ends with $FAILING_READS fails as on a broken disk. All else is passed on.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(int fd) {
    const char *end = getenv("FAILING_READS");
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = end ? readlink(link, path, sizeof path) : -1;
    size_t wanted = end ? strlen(end) : 0;
    if (length < (ssize_t)wanted || memcmp(path + length - wanted, end, wanted) != 0) return 0;
    errno = EIO;
    return 1;
}

ssize_t read(int fd, void *buffer, size_t size) {
    static ssize_t (*real)(int, void *, size_t);
    if (!real) real = (ssize_t (*)(int, void *, size_t))dlsym(RTLD_NEXT, "read");
    return fails(fd) ? -1 : real(fd, buffer, size);
}

ssize_t pread64(int fd, void *buffer, size_t size, off64_t offset) {
    static ssize_t (*real)(int, void *, size_t, off64_t);
    if (!real) real = (ssize_t (*)(int, void *, size_t, off64_t))dlsym(RTLD_NEXT, "pread64");
    return fails(fd) ? -1 : real(fd, buffer, size, offset);
}
