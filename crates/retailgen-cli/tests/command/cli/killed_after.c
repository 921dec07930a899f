// killed_after CHANGES COMMAND...: runs a command, and kills it before the change on the disk that comes after so many. Ends with 137
// where it was killed, and else as the command does.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

// Whether a descriptor of a process is a file on the disk that has its name; until then nobody sees what is written into it.
static int is_named_file(pid_t pid, long fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/%d/fd/%ld", pid, fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = '\0';
    const char *end = ".partial";
    size_t wanted = strlen(end);
    if ((size_t)length >= wanted && strcmp(path + length - wanted, end) == 0) return 0;
    return path[0] == '/' && strncmp(path, "/dev/", 5) != 0 && strncmp(path, "/proc/", 6) != 0;
}

static int is_change(pid_t pid, const struct __ptrace_syscall_info *info) {
    const uint64_t *args = info->entry.args;
    switch (info->entry.nr) {
#ifdef SYS_open
    case SYS_open: return (args[1] & O_CREAT) != 0;
    case SYS_creat: case SYS_mkdir: case SYS_rmdir: case SYS_rename: case SYS_link: case SYS_unlink: case SYS_symlink: return 1;
#endif
    case SYS_openat: return (args[2] & O_CREAT) != 0;
    case SYS_mkdirat: case SYS_renameat: case SYS_renameat2: case SYS_linkat: case SYS_unlinkat: case SYS_symlinkat: return 1;
    case SYS_truncate: case SYS_ftruncate: case SYS_copy_file_range: return 1;
    case SYS_write: case SYS_pwrite64: case SYS_writev: case SYS_pwritev: return args[0] > 2 && is_named_file(pid, args[0]);
    default: return 0;
    }
}

int main(int argc, char **argv) {
    if (argc < 3) return 2;
    long left = atol(argv[1]);
    pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return 3;
    long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
    if (ptrace(PTRACE_SETOPTIONS, child, 0, options) != 0) return 3;
    pid_t stopped = child;
    int signal = 0;
    for (;;) {
        ptrace(PTRACE_SYSCALL, stopped, 0, signal);
        stopped = waitpid(-1, &status, __WALL);
        if (stopped < 0) return 3;
        signal = 0;
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            if (stopped != child) continue;
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
        if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
            struct __ptrace_syscall_info info;
            if (ptrace(PTRACE_GET_SYSCALL_INFO, stopped, sizeof info, &info) <= 0) return 3;
            if (info.op == PTRACE_SYSCALL_INFO_ENTRY && is_change(stopped, &info) && left-- == 0) kill(child, SIGKILL);
        } else if (status >> 16 == 0 && WSTOPSIG(status) != SIGSTOP) {
            signal = WSTOPSIG(status);
        }
    }
}
