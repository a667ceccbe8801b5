// calendar.c: which spans of which days are working time, and how they are written in a config.
//
// The noun only: sums are work_clock.c, holidays from a file are calendar_ics.c. A faulty text is
// refused with the words that an admin needs; nothing is guessed. Limits: SPANS_MAX spans a day.
#include "ticket/calendar.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

#define SPANS_MAX 48
#define SHOWN_MAX 60

static GArray *
spans_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(DaySpan));
}

static void
spans_free(gpointer spans)
{
    g_array_unref(spans);
}

Calendar *
calendar_new(const char *name)
{
    static const DaySpan OFFICE = {9 * 60, 18 * 60};
    Calendar *c = g_new0(Calendar, 1);
    c->name = g_strdup(name);
    c->time_zone = g_strdup("");
    for (unsigned i = 0; i < G_N_ELEMENTS(c->week); i++) {
        c->week[i] = spans_new();
        if (i < 5)
            g_array_append_val(c->week[i], OFFICE);
    }
    c->days = g_hash_table_new_full(NULL, NULL, NULL, spans_free);
    return c;
}

void
calendar_free(Calendar *c)
{
    if (!c)
        return;
    for (unsigned i = 0; i < G_N_ELEMENTS(c->week); i++)
        g_array_unref(c->week[i]);
    g_hash_table_unref(c->days);
    g_free(c->time_zone);
    g_free(c->name);
    g_free(c);
}

// "9:00", "09:30", "24:00", "9" at *p; moves *p behind it.
static bool
take_minutes(const char **p, unsigned *minutes)
{
    unsigned hour = 0, minute = 0, digits = 0;
    for (; digits < 2 && g_ascii_isdigit(**p); digits++, (*p)++)
        hour = hour * 10 + (unsigned)(**p - '0');
    if (digits == 0)
        return false;
    if (**p == ':') {
        if (!g_ascii_isdigit((*p)[1]) || !g_ascii_isdigit((*p)[2]))
            return false;
        minute = (unsigned)((*p)[1] - '0') * 10 + (unsigned)((*p)[2] - '0');
        *p += 3;
    }
    *minutes = hour * 60 + minute;
    return minute <= 59 && *minutes <= 24 * 60;
}

static const char *
skip_blanks(const char *p)
{
    return p + strspn(p, " \t");
}

// "-" or a dash, with blanks around it; NULL when there is none.
static const char *
skip_dash(const char *p)
{
    static const char *const DASHES[] = {"-", "–", "—"};
    p = skip_blanks(p);
    for (size_t i = 0; i < G_N_ELEMENTS(DASHES); i++)
        if (g_str_has_prefix(p, DASHES[i]))
            return skip_blanks(p + strlen(DASHES[i]));
    return NULL;
}

// NULL and the span when a piece is right, else what is wrong with it.
static const char *
read_span(const char *piece, const GArray *before, DaySpan *span)
{
    const char *p = piece;
    if (!take_minutes(&p, &span->from) || !(p = skip_dash(p)) || !take_minutes(&p, &span->to) ||
        *skip_blanks(p))
        return "is no span of hours; write 9:00-18:00";
    if (span->from == span->to)
        return "is empty; a day without work is \"\"";
    if (span->from > span->to)
        return "ends before it begins; write 22:00-24:00, and 0:00-6:00 on the next day";
    if (before->len && g_array_index(before, DaySpan, before->len - 1).to > span->from)
        return "begins before the span in front of it ends";
    if (before->len == SPANS_MAX)
        return "is one span too many for a day";
    return NULL;
}

GArray *
calendar_parse_spans(const char *text, GError **error)
{
    g_autoptr(GArray) spans = spans_new();
    if (text_is_empty(text))
        return g_steal_pointer(&spans);
    g_auto(GStrv) pieces = g_strsplit(text, ",", SPANS_MAX + 2);
    for (guint i = 0; pieces[i]; i++) {
        const char *piece = g_strstrip(pieces[i]);
        DaySpan span = {0, 0};
        const char *fault = read_span(piece, spans, &span);
        if (fault) {
            g_autofree char *shown = text_one_line(piece);
            g_autofree char *clipped = text_clip(shown, SHOWN_MAX);
            g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "\"%s\" %s", clipped, fault);
            return NULL;
        }
        g_array_append_val(spans, span);
    }
    return g_steal_pointer(&spans);
}

bool
calendar_parse_day(const char *text, uint32_t *julian)
{
    int numbers[3] = {0};
    const char *p = text;
    for (unsigned i = 0; i < 3; i++) {
        unsigned wanted = i == 0 ? 4 : 2, digits = 0;
        if (i > 0 && *p++ != '-')
            return false;
        for (; digits < wanted && g_ascii_isdigit(*p); digits++, p++)
            numbers[i] = numbers[i] * 10 + (*p - '0');
        if (digits != wanted)
            return false;
    }
    if (*p ||
        !g_date_valid_dmy((GDateDay)numbers[2], (GDateMonth)numbers[1], (GDateYear)numbers[0]))
        return false;
    GDate day;
    g_date_clear(&day, 1);
    g_date_set_dmy(&day, (GDateDay)numbers[2], (GDateMonth)numbers[1], (GDateYear)numbers[0]);
    *julian = g_date_get_julian(&day);
    return true;
}
