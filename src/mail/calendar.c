// calendar.c: tells in one line what an iCalendar part (RFC 5545, RFC 5546) is about.
//
// A manager who reads the ticket should see what was proposed, accepted or called off without
// opening the .ics, which stays an attachment. The words are those of the RFCs. Times are told as
// they stand, with their zone: nobody is asked to compute.
//
// Not for calendars (ticket/ has working hours): the first VEVENT, VTODO or VFREEBUSY counts, and
// rules of repetition are named only. Linear; reads 64 kB, each value is cut.

#include "mail/calendar.h"

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

#define ICS_MAX   65536
#define VALUE_MAX 300

typedef struct {
    char *method, *summary, *start, *start_zone, *end, *location, *organizer, *status;
    bool repeats;
} Event;

static void
event_clear(Event *e)
{
    char **const fields[] = {&e->method, &e->summary,  &e->start,     &e->start_zone,
                             &e->end,    &e->location, &e->organizer, &e->status};

    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        g_clear_pointer(fields[i], g_free);
    }
}

// RFC 5545 3.3.11: \n, \, \; and \\ are escapes.
static char *
text_value(const char *value)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *line = NULL;

    for (const char *p = value; *p && out->len < 4 * VALUE_MAX; p++) {
        if (*p == '\\' && p[1]) {
            p++;
            g_string_append_c(out, g_ascii_tolower(*p) == 'n' ? ' ' : *p);
        } else {
            g_string_append_c(out, *p);
        }
    }
    line = text_one_line(out->str);
    return text_clip(line, VALUE_MAX);
}

// A parameter of "NAME;A=x;B="y":value", "" when absent.
static char *
param(const char *params, size_t len, const char *name)
{
    g_autofree char *all = g_strndup(params, len);
    size_t name_len = strlen(name);
    bool quoted = false;

    for (char *p = all; *p; p++) {
        quoted = quoted != (*p == '"');
        if (*p == ';' && !quoted && g_ascii_strncasecmp(p + 1, name, name_len) == 0 &&
            p[1 + name_len] == '=') {
            const char *value = p + 2 + name_len;
            size_t n = *value == '"' ? strcspn(++value, "\"") : strcspn(value, ";");
            g_autofree char *one = g_strndup(value, n);

            return text_one_line(one);
        }
    }
    return g_strdup("");
}

// "20261125T100000Z" → "2026-11-25 10:00", "20261125" → "2026-11-25"; anything else as it stands.
static char *
time_value(const char *value)
{
    size_t digits = strspn(value, "0123456789");

    if (digits != 8) {
        return text_value(value);
    }
    if (value[8] == 'T' && strspn(value + 9, "0123456789") >= 4) {
        return g_strdup_printf("%.4s-%.2s-%.2s %.2s:%.2s", value, value + 4, value + 6, value + 9,
                               value + 11);
    }
    return g_strdup_printf("%.4s-%.2s-%.2s", value, value + 4, value + 6);
}

static void
put(char **field, char *value)
{
    if (*field || !*value) {
        g_free(value);
        return;
    }
    *field = value;
}

static void
take_organizer(Event *e, const char *params, size_t len, const char *value)
{
    g_autofree char *name = param(params, len, "CN");
    g_autofree char *address = text_value(value);
    const char *bare = g_ascii_strncasecmp(address, "mailto:", 7) == 0 ? address + 7 : address;

    put(&e->organizer,
        *name && strcmp(name, bare) != 0 ? g_strdup_printf("%s <%s>", name, bare) : g_strdup(bare));
}

static void
take_line(Event *e, const char *line)
{
    size_t name = strcspn(line, ";:");
    size_t head = 0;
    bool quoted = false;
    const char *value;

    for (; line[head] && (quoted || line[head] != ':'); head++) {
        quoted = quoted != (line[head] == '"');
    }
    value = line[head] ? line + head + 1 : "";
    if (name == 7 && g_ascii_strncasecmp(line, "SUMMARY", name) == 0) {
        put(&e->summary, text_value(value));
    } else if (name == 8 && g_ascii_strncasecmp(line, "LOCATION", name) == 0) {
        put(&e->location, text_value(value));
    } else if (name == 6 && g_ascii_strncasecmp(line, "STATUS", name) == 0) {
        put(&e->status, text_value(value));
    } else if (name == 5 && g_ascii_strncasecmp(line, "DTEND", name) == 0) {
        put(&e->end, time_value(value));
    } else if (name == 5 && g_ascii_strncasecmp(line, "RRULE", name) == 0) {
        e->repeats = true;
    } else if (name == 7 && g_ascii_strncasecmp(line, "DTSTART", name) == 0) {
        put(&e->start_zone, g_str_has_suffix(value, "Z") ? g_strdup("UTC")
                                                         : param(line + name, head - name, "TZID"));
        put(&e->start, time_value(value));
    } else if (name == 9 && g_ascii_strncasecmp(line, "ORGANIZER", name) == 0) {
        take_organizer(e, line + name, head - name, value);
    }
}

static char *
event_line(const Event *e)
{
    GString *out = g_string_new("[calendar");

    if (e->method) {
        g_string_append_printf(out, " %s", e->method);
    }
    g_string_append_printf(out, ": %s", text_or_empty(e->summary));
    if (e->start) {
        bool same_day = e->end && strlen(e->end) > 11 && strncmp(e->start, e->end, 11) == 0;

        g_string_append_printf(out, " | %s", e->start);
        if (e->end && strcmp(e->start, e->end) != 0) {
            g_string_append_printf(out, " – %s", e->end + (same_day ? 11 : 0));
        }
        if (e->start_zone) {
            g_string_append_printf(out, " %s", e->start_zone);
        }
        g_string_append(out, e->repeats ? ", repeats" : "");
    }
    if (e->location) {
        g_string_append_printf(out, " | %s", e->location);
    }
    if (e->organizer) {
        g_string_append_printf(out, " | organizer %s", e->organizer);
    }
    if (e->status) {
        g_string_append_printf(out, " | %s", e->status);
    }
    g_string_append_c(out, ']');
    return g_string_free(out, FALSE);
}

// Folded lines (RFC 5545 3.1) joined.
static char *
unfolded(const char *ics)
{
    GString *out = g_string_new(NULL);
    const char *end = ics + strnlen(ics, ICS_MAX);

    for (const char *p = ics; p < end; p++) {
        if (*p == '\r') {
            continue;
        }
        if (*p == '\n' && p + 1 < end && (p[1] == ' ' || p[1] == '\t')) {
            p++;
            continue;
        }
        g_string_append_c(out, *p);
    }
    return g_string_free(out, FALSE);
}

char *
calendar_line(const char *ics)
{
    static const char *const KINDS[] = {"VEVENT", "VTODO", "VFREEBUSY", NULL};
    g_autofree char *text = unfolded(ics);
    const char *inside = NULL; // kind of the component we are in
    unsigned nested = 0;       // components inside it: alarms
    Event e = {0};
    bool found = false;
    char *line = NULL;

    for (char *p = text; *p && !found;) {
        char *next = strchrnul(p, '\n');
        bool more = *next != '\0';

        *next = '\0';
        if (g_ascii_strncasecmp(p, "BEGIN:", 6) == 0) {
            for (size_t i = 0; !inside && KINDS[i]; i++) {
                inside = g_ascii_strcasecmp(g_strchomp(p + 6), KINDS[i]) == 0 ? KINDS[i] : NULL;
            }
            nested += inside != NULL;
        } else if (g_ascii_strncasecmp(p, "END:", 4) == 0) {
            found = inside && --nested == 0;
        } else if (inside && nested == 1) {
            take_line(&e, p);
        } else if (!inside && g_ascii_strncasecmp(p, "METHOD:", 7) == 0) {
            put(&e.method, text_value(p + 7));
        }
        p = next + more;
    }
    if (inside) {
        line = event_line(&e);
    }
    event_clear(&e);
    return line;
}
