// replay.c: stands in for libFuzzer in the normal suite: runs a target once on every file of a
// folder: `replay_TARGET CORPUS-FOLDER`.
//
// An input that takes a second is a failure: the slowest honest one takes a thousandth of it, even
// under a sanitizer. Exit status 0 when at least one file was there and none failed; a crash is its
// own report, for the name of each file is told before it is tried.
#include "fuzz.h"

#include <stdio.h>
#include <sys/resource.h>

#define SECONDS_MAX 1.0

static double
processor_seconds(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) +
           (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec) / 1e6;
}

static bool
replay(const char *path)
{
    char *bytes;
    gsize len;
    g_autoptr(GError) error = NULL;
    if (!g_file_get_contents(path, &bytes, &len, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return false;
    }
    // Of exactly that size, so that a sanitizer sees each byte read beyond.
    g_autofree uint8_t *data = g_memdup2(bytes, len);
    g_free(bytes);
    double start = processor_seconds();
    LLVMFuzzerTestOneInput(data, len);
    double took = processor_seconds() - start;
    if (took > SECONDS_MAX) {
        fprintf(stderr, "%s: %.1f s\n", path, took);
    }
    return took <= SECONDS_MAX;
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) dir = argc == 2 ? g_dir_open(argv[1], 0, &error) : NULL;
    if (!dir) {
        fprintf(stderr, "%s\n", error ? error->message : "one folder is needed");
        return 2;
    }
    LLVMFuzzerInitialize(&argc, &argv);
    unsigned tried = 0, failed = 0;
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(argv[1], name, NULL);
        printf("%s\n", path);
        fflush(stdout);
        tried++;
        failed += !replay(path);
    }
    printf("%u tried, %u failed\n", tried, failed);
    return tried > 0 && failed == 0 ? 0 : 1;
}
