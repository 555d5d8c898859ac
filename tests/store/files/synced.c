/* What a disk would hold after a power cut: at each fsync or fdatasync, the bytes of that file, or the names that a
   folder holds, are copied to SYNCED_TO. Whatever is written and not synced never gets there. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void keep(int fd) {
    const char *root = getenv("SYNCED_ROOT"), *to = getenv("SYNCED_TO");
    char link[64], path[4096], target[4200], buffer[65536];
    struct stat found;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (!root || !to || n < 0 || fstat(fd, &found)) return;
    path[n] = 0;
    if (strncmp(path, root, strlen(root))) return;
    if (S_ISDIR(found.st_mode)) {
        snprintf(target, sizeof target, "%s/names-%lu", to, (unsigned long)found.st_ino);
        FILE *out = fopen(target, "w");
        DIR *folder = opendir(path);
        fprintf(out, "%s\n", path);
        for (struct dirent *one; folder && (one = readdir(folder));)
            fprintf(out, "%lu %s\n", (unsigned long)one->d_ino, one->d_name);
        if (folder) closedir(folder);
        fclose(out);
        return;
    }
    snprintf(target, sizeof target, "%s/bytes-%lu", to, (unsigned long)found.st_ino);
    int in = open(path, O_RDONLY), out = open(target, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    for (ssize_t got; in >= 0 && (got = read(in, buffer, sizeof buffer)) > 0;)
        if (write(out, buffer, got) != got) abort();
    /* Closing `in` would drop the locks that SQLite holds on this file: it stays open. */
    close(out);
}

int fsync(int fd) {
    int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
    keep(fd);
    return real(fd);
}

int fdatasync(int fd) {
    int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
    keep(fd);
    return real(fd);
}
