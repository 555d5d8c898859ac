/* A machine that fails at a chosen moment. Calls that change files under one folder are counted; from `fault_arm` on,
   the process is killed as the chosen one begins, or that one, or it and all after it, find the disk full. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { COUNT, KILL, FULL_ONCE, FULL_FROM };

static char root[PATH_MAX];
static int what;
static atomic_long made;
static long chosen;

void fault_arm(const char *folder, int kind, long at) {
    strncpy(root, folder, sizeof root - 1);
    what = kind;
    chosen = at;
    atomic_store(&made, 0);
}

long fault_calls(void) { return atomic_load(&made); }

static int under(const char *path) {
    size_t n = strlen(root);
    return n && !strncmp(path, root, n) && (path[n] == '/' || !path[n]);
}

/* Whether this call is to find the disk full. `room`: it asks for room, which a removal does not. */
static int fails(int room) {
    if (what >= FULL_ONCE && !room) return 0;
    long n = atomic_fetch_add(&made, 1) + 1;
    if (what == KILL && n == chosen) kill(getpid(), SIGKILL);
    if ((what == FULL_ONCE && n == chosen) || (what == FULL_FROM && n >= chosen)) {
        errno = ENOSPC;
        return 1;
    }
    return 0;
}

static int of_fd(int fd, int room) {
    char link[64], path[PATH_MAX];
    if (!*root) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return under(path) && fails(room);
}

static int of_path(int folder, const char *name, int room) {
    char link[64], path[PATH_MAX + 300];
    if (!*root) return 0;
    if (*name == '/') return under(name) && fails(room);
    if (folder == AT_FDCWD) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t n = readlink(link, path, PATH_MAX - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return under(path) && fails(room);
}

#define REAL(name) \
    static __typeof__(name) *real; \
    if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t n) { REAL(write); return of_fd(fd, 1) ? -1 : real(fd, data, n); }
ssize_t pwrite(int fd, const void *data, size_t n, off_t at) {
    REAL(pwrite);
    return of_fd(fd, 1) ? -1 : real(fd, data, n, at);
}
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) {
    REAL(pwrite64);
    return of_fd(fd, 1) ? -1 : real(fd, data, n, at);
}
size_t fwrite(const void *data, size_t size, size_t n, FILE *file) {
    REAL(fwrite);
    return of_fd(fileno(file), 1) ? 0 : real(data, size, n, file);
}
ssize_t sendfile(int to, int from, off_t *at, size_t n) {
    REAL(sendfile);
    return of_fd(to, 1) ? -1 : real(to, from, at, n);
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t n) {
    REAL(sendfile64);
    return of_fd(to, 1) ? -1 : real(to, from, at, n);
}
int ftruncate(int fd, off_t n) { REAL(ftruncate); return of_fd(fd, 0) ? -1 : real(fd, n); }
int ftruncate64(int fd, off64_t n) { REAL(ftruncate64); return of_fd(fd, 0) ? -1 : real(fd, n); }
int fsync(int fd) { REAL(fsync); return of_fd(fd, 0) ? -1 : real(fd); }
int fdatasync(int fd) { REAL(fdatasync); return of_fd(fd, 0) ? -1 : real(fd); }
int rename(const char *from, const char *to) {
    REAL(rename);
    return of_path(AT_FDCWD, to, 1) ? -1 : real(from, to);
}
int link(const char *from, const char *to) { REAL(link); return of_path(AT_FDCWD, to, 1) ? -1 : real(from, to); }
int linkat(int a, const char *from, int b, const char *to, int flags) {
    REAL(linkat);
    return of_path(b, to, 1) ? -1 : real(a, from, b, to, flags);
}
int mkdir(const char *path, mode_t mode) { REAL(mkdir); return of_path(AT_FDCWD, path, 1) ? -1 : real(path, mode); }
int unlink(const char *path) { REAL(unlink); return of_path(AT_FDCWD, path, 0) ? -1 : real(path); }
int unlinkat(int folder, const char *path, int flags) {
    REAL(unlinkat);
    return of_path(folder, path, 0) ? -1 : real(folder, path, flags);
}
int rmdir(const char *path) { REAL(rmdir); return of_path(AT_FDCWD, path, 0) ? -1 : real(path); }

/* A file that is made asks for room; one that stands does not. */
static int made_by_opening(const char *path, int flags) {
    if (!(flags & O_CREAT) || !access(path, F_OK)) return 0;
    return of_path(AT_FDCWD, path, 1);
}

int open(const char *path, int flags, ...) {
    REAL(open);
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return made_by_opening(path, flags) ? -1 : real(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    REAL(open64);
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return made_by_opening(path, flags) ? -1 : real(path, flags, mode);
}

FILE *fopen(const char *path, const char *mode) {
    REAL(fopen);
    return *mode != 'r' && made_by_opening(path, O_CREAT) ? NULL : real(path, mode);
}

FILE *fopen64(const char *path, const char *mode) {
    REAL(fopen64);
    return *mode != 'r' && made_by_opening(path, O_CREAT) ? NULL : real(path, mode);
}
