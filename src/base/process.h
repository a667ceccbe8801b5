// process.h: runs another program to its end, without a shell, in bounded time and memory.
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const char *const *argv; // argv[0] is looked for in PATH; NULL-terminated
    const int *fds;          // given to the program as 3, 4, …; borrowed
    size_t fd_count;
    unsigned seconds;  // then it is killed
    size_t output_max; // bytes of its standard output; a program that says more is killed
} ProcessRun;

typedef enum {
    PROCESS_EXITED,  // *exit_code is its exit code, -1 when a signal ended it
    PROCESS_ABSENT,  // there is no such program
    PROCESS_STOPPED, // killed: it took too long or said too much
    PROCESS_FAILED,  // it could not be started or read: HD_ERROR_RETRY is set
} ProcessEnd;

// Standard input is empty, standard error is thrown away, standard output comes into out. Of the
// environment it gets PATH and LC_ALL=C alone.
ProcessEnd process_run(const ProcessRun *run, GString *out, int *exit_code, GError **error);
