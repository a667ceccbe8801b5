// span.c: lengths of time of the config, with or without "working" behind them.
//
// The units themselves are base/clock's (clock_parse_span); what a working length comes to is a
// matter of calendars (work_clock.c). Limit: ten years.
#include "ticket/span.h"

#include "base/clock.h"
#include "base/error.h"

#include <string.h>

bool
span_parse(const char *text, Span *out, GError **error)
{
    g_autofree char *length = g_strstrip(g_strdup(text));
    char *blank = strpbrk(length, " \t");
    bool working = false;
    if (blank) {
        *blank = '\0';
        working = g_ascii_strcasecmp(g_strchug(blank + 1), "working") == 0;
    }
    int64_t seconds = 0;
    if ((blank && !working) || !clock_parse_span(length, &seconds)) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "\"%s\" is no length of time; write it as in 30m, 48h, 3d or 16h working",
                    text);
        return false;
    }
    if (working && strpbrk(length, "dDwW")) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG,
                    "\"%s\": a working day has no fixed length; write hours, as in 16h working",
                    text);
        return false;
    }
    *out = (Span){.seconds = seconds, .working = working};
    return true;
}

char *
span_text(int64_t seconds)
{
    static const struct {
        int64_t seconds;
        char unit;
    } UNITS[] = {{86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
    g_autoptr(GString) out = g_string_new(seconds < 0 ? "-" : "");
    int64_t rest = seconds < 0 ? -seconds : seconds;
    unsigned named = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(UNITS) && named < 2; i++) {
        int64_t count = rest / UNITS[i].seconds;
        rest %= UNITS[i].seconds;
        if (count > 0)
            g_string_append_printf(out, "%s%" G_GINT64_FORMAT "%c", named ? " " : "", count,
                                   UNITS[i].unit);
        named += count > 0 || named > 0;
    }
    if (!named)
        g_string_append(out, "0s");
    return g_string_free(g_steal_pointer(&out), FALSE);
}
