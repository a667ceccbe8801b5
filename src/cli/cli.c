// cli.c: what the commands share: options, errors, opening the desk, progress, table cells.
//
// The only place besides main.c and the commands that prints. Messages go to stderr as one line
// each, results to stdout; the exit status is that of sysexits.h.

#include "cli/cli.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

int
cli_fail(GError *error)
{
    log_write(LOG_ERROR, "%s", error->message);
    int status = hd_error_exit_code(error);
    g_error_free(error);
    return status;
}

static const CliCommand *
find_command(const char *name)
{
    for (const CliCommand *c = CLI_COMMANDS; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

int
cli_usage(const char *command, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *what = g_strdup_vprintf(format, args);
    va_end(args);
    const CliCommand *c = find_command(command);
    log_write(LOG_ERROR, "%s: %s; usage: helpdesk %s %s", command, what, command, c ? c->args : "");
    return EX_USAGE;
}

bool
cli_options(const char *command, const GOptionEntry *entries, int *argc, char ***argv, int *status)
{
    const CliCommand *c = find_command(command);
    g_autofree char *summary = g_strdup_printf("%s: %s.", command, c->help);
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    gboolean help = FALSE;
    GOptionEntry help_entry[] = {{"help", 'h', 0, G_OPTION_ARG_NONE, &help, "show this help", NULL},
                                 {NULL, 0, 0, 0, NULL, NULL, NULL}};
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_summary(context, summary);
    if (entries)
        g_option_context_add_main_entries(context, entries, NULL);
    g_option_context_add_main_entries(context, help_entry, NULL);
    if (!g_option_context_parse(context, argc, argv, &error)) {
        *status = cli_usage(command, "%s", error->message);
        return false;
    }
    if (help) {
        printf("usage: helpdesk [-c FILE] %s %s\n\n%s\n", command, c->args, summary);
        for (const GOptionEntry *e = entries; e && e->long_name; e++) {
            g_autofree char *option =
                g_strdup_printf("--%s%s%s", e->long_name, e->arg_description ? " " : "",
                                e->arg_description ? e->arg_description : "");
            printf("  %-24s %s\n", option, e->description);
        }
        *status = EX_OK;
        return false;
    }
    return true;
}

Desk *
cli_desk(const Cli *cli, ConfigFlags flags, int *status)
{
    g_autoptr(GPtrArray) faults = config_faults_new();
    GError *error = NULL;
    Desk *desk = config_load_with(cli->config, flags, faults, &error);
    if (desk) {
        clock_set_zone(desk->time_zone);
        return desk;
    }
    for (guint i = 0; i < faults->len; i++) {
        const ConfigFault *fault = faults->pdata[i];
        g_autofree char *line = config_fault_text(fault);
        if (fault->severity == FAULT_ERROR)
            log_write(LOG_ERROR, "%s", line);
    }
    if (faults->len == 0)
        log_write(LOG_ERROR, "%s", error->message);
    *status = hd_error_exit_code(error);
    g_error_free(error);
    return NULL;
}

Desk *
cli_open(const Cli *cli, bool create, Store **store, int *status)
{
    g_autoptr(Desk) desk = cli_desk(cli, create ? CONFIG_FIRST_RUN : CONFIG_DEFAULT, status);
    if (!desk)
        return NULL;
    GError *error = NULL;
    *store = store_open(desk->database, create ? STORE_CREATE : 0, &error);
    if (!*store) {
        *status = cli_fail(error);
        return NULL;
    }
    return g_steal_pointer(&desk);
}

bool
cli_ticket_number(const char *text, int64_t *number)
{
    const char *hash = strrchr(text, '#');
    const char *digits = hash ? hash + 1 : text;
    size_t len = strspn(digits, "0123456789");
    if (len == 0 || len > 15 || (digits[len] != '\0' && strcmp(digits + len, "]") != 0))
        return false;
    *number = g_ascii_strtoll(digits, NULL, 10);
    return *number > 0;
}

static int64_t last_shown;
static bool shown;

static void
show_step(const char *what, unsigned long done, unsigned long total, void *data)
{
    int64_t now = clock_mono_ms();
    if (now - last_shown < 200)
        return;
    last_shown = now;
    shown = true;
    if (total > 0)
        fprintf(stderr, "\r%s: %lu of %lu (%lu %%)\033[K", what, done, total, done * 100 / total);
    else
        fprintf(stderr, "\r%s: %lu\033[K", what, done);
}

const Progress *
cli_progress(void)
{
    static const Progress PROGRESS = {show_step, NULL};
    return isatty(STDERR_FILENO) ? &PROGRESS : NULL;
}

void
cli_progress_end(void)
{
    if (shown)
        fputs("\r\033[K", stderr);
    shown = false;
}

char *
cli_cell(const char *text, unsigned width)
{
    g_autofree char *line = text_one_line(text);
    GString *cell = g_string_new(NULL);
    unsigned used = 0;
    for (const char *p = line; *p; p = g_utf8_next_char(p)) {
        unsigned w = g_unichar_iswide(g_utf8_get_char(p))        ? 2
                     : g_unichar_iszerowidth(g_utf8_get_char(p)) ? 0
                                                                 : 1;
        if (used + w > width)
            break;
        g_string_append_unichar(cell, g_utf8_get_char(p));
        used += w;
    }
    for (; used < width; used++)
        g_string_append_c(cell, ' ');
    return g_string_free(cell, FALSE);
}

int
cli_print_blob(const Blob *bytes)
{
    char buffer[64 * 1024];
    GError *error = NULL;
    for (uint64_t at = 0;;) {
        gssize n = blob_read(bytes, at, buffer, sizeof buffer, &error);
        if (n < 0)
            return cli_fail(error);
        if (n == 0)
            break;
        fwrite(buffer, 1, (size_t)n, stdout);
        at += (uint64_t)n;
    }
    return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}
