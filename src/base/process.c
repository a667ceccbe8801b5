// process.c: starts a program, reads what it says, waits for its end, kills it when it takes too
// long.
//
// Not for anything that stays in the background, and not for programs that read a lot from us: what
// they need is given as open files. Limits: a deadline, and a cap of the output; both end in
// SIGKILL, so nothing that hangs is left behind. Neighbours: mail/signature_openpgp.c runs gpg.

#include "base/process.h"

#include "base/clock.h"
#include "base/error.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define FDS_MAX 4

// Whether the program closed its output before the deadline and within the cap.
static bool
read_output(const ProcessRun *run, int fd, GString *out)
{
    int64_t deadline = clock_mono_ms() + (int64_t)run->seconds * 1000;
    char piece[4096];

    for (;;) {
        int64_t left = deadline - clock_mono_ms();
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
        ssize_t n;

        if (ready < 0 && errno == EINTR) {
            continue;
        }
        if (ready <= 0) {
            return false;
        }
        n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return n == 0;
        }
        if (out->len + (size_t)n > run->output_max) {
            return false;
        }
        g_string_append_len(out, piece, n);
    }
}

// A program may close its output and go on: it has a second for its end.
static bool
wait_end(pid_t pid, int *status)
{
    int64_t deadline = clock_mono_ms() + 1000;
    pid_t got = 0;

    while ((got = waitpid(pid, status, WNOHANG)) == 0 || (got < 0 && errno == EINTR)) {
        if (clock_mono_ms() > deadline) {
            return false;
        }
        poll(NULL, 0, 1);
    }
    return got == pid;
}

ProcessEnd
process_run(const ProcessRun *run, GString *out, int *exit_code, GError **error)
{
    g_autofree char *program = g_find_program_in_path(run->argv[0]);
    g_autofree char *path = g_strconcat("PATH=", g_getenv("PATH"), NULL);
    const char *environment[] = {path, "LC_ALL=C", NULL};
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_autoptr(GError) fault = NULL;
    int targets[FDS_MAX] = {3, 4, 5, 6};
    int output = -1, status = 0;
    GPid pid = 0;
    bool ended;

    g_return_val_if_fail(run->fd_count <= FDS_MAX, PROCESS_ABSENT);
    if (!program) {
        return PROCESS_ABSENT;
    }
    g_ptr_array_add(argv, program);
    for (const char *const *word = run->argv + 1; *word; word++) {
        g_ptr_array_add(argv, (gpointer)(uintptr_t)*word);
    }
    g_ptr_array_add(argv, NULL);
    if (!g_spawn_async_with_pipes_and_fds(NULL, (const gchar *const *)argv->pdata, environment,
                                          G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                                          NULL, NULL, -1, -1, -1, run->fds, targets, run->fd_count,
                                          &pid, NULL, &output, NULL, &fault)) {
        g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "cannot start %s: %s", program,
                    fault->message);
        return PROCESS_FAILED;
    }
    ended = read_output(run, output, out) && wait_end(pid, &status);
    close(output);
    if (!ended) {
        kill(pid, SIGKILL);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        }
    }
    g_spawn_close_pid(pid);
    *exit_code = ended && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return ended ? PROCESS_EXITED : PROCESS_STOPPED;
}
