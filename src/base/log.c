// log.c: one line per event on standard error.
//
// What is logged holds strangers' words (subjects, addresses, servers' answers), so every line is
// made one safe line first: no control characters, no overrides of the writing direction, 4 kB at
// most. Under cron whatever is printed becomes a mail; nothing below a warning is shown unless
// asked for.
//
// Not for answers of commands (cli/ prints those) and not for history (that is the event table).
// Neighbours: text.c, error.c.
#include "base/log.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

#define LOG_LINE_MAX 4096

static LogLevel shown = LOG_WARNING;

static const char *const LEVEL_NAMES[] = {"error", "warning", "info", "debug"};

void
log_level_set(LogLevel level)
{
    shown = level;
}

LogLevel
log_level_get(void)
{
    return shown;
}

void
log_write(LogLevel level, const char *format, ...)
{
    if (level > shown) {
        return;
    }
    va_list args;
    va_start(args, format);
    g_autofree char *raw = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *line = text_one_line(raw);
    g_autofree char *clipped = text_clip(line, LOG_LINE_MAX);
    fprintf(stderr, "helpdesk: %s: %s\n", LEVEL_NAMES[level], clipped);
}
