// fuzz_calendar.c: any bytes as an iCalendar file, and their first line as a rule, as hours, as a
// day and as a time zone. What is in order gives days that are in bounds and dates that go on.
#include "fuzz.h"
#include "ticket/calendar.h"
#include "ticket/recurrence.h"

#define NOW INT64_C(1790000000)

static void
look_at_rule(const char *line)
{
    g_autofree char *fault = recurrence_fault(line);
    if (fault) {
        fuzz_is_line(fault);
        return;
    }
    int64_t after = NOW - 40 * 86400;
    for (unsigned i = 0; i < 3; i++) {
        int64_t next = recurrence_next(line, "Europe/Berlin", NOW - 400 * 86400, after);
        PROMISE(next == 0 || next > after);
        if (!next)
            break;
        after = next;
    }
}

static void
look_at_hours(const char *line)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) spans = calendar_parse_spans(line, &error);
    PROMISE((spans == NULL) == (error != NULL));
    if (error)
        fuzz_is_line(error->message);
    for (guint i = 0; spans && i < spans->len; i++) {
        const DaySpan *s = &g_array_index(spans, DaySpan, i);
        PROMISE(s->from < s->to && s->to <= 1440);
        PROMISE(i == 0 || s->from >= s[-1].to);
    }
    if (!spans)
        return;
    g_autoptr(Calendar) c = calendar_new("fuzz");
    for (unsigned i = 0; i < 3; i++) {
        g_array_unref(c->week[i]);
        c->week[i] = g_array_ref(spans);
    }
    g_autoptr(WorkClock) w = work_clock_new(c, "Europe/Berlin");
    for (int64_t n = 1; n < 1000000; n *= 7) {
        int64_t end = work_clock_add(w, NOW, n);
        PROMISE(end == INT64_MAX || work_clock_between(w, NOW, end) == n);
        g_autofree char *told = work_clock_explain_add(w, NOW, n, "en");
        fuzz_is_line(told);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *bytes = fuzz_string(data, size);
    g_autofree char *text = text_utf8(bytes, -1);
    g_autofree char *line = g_strndup(text, strcspn(text, "\n"));
    uint32_t julian = 0;
    look_at_rule(line);
    look_at_hours(line);
    PROMISE(!calendar_parse_day(line, &julian) || julian > 0);
    PROMISE(!time_zone_exists(line) || !strstr(line, ".."));

    g_autoptr(Calendar) c = calendar_new("fuzz");
    g_autoptr(GError) error = NULL;
    bool ok = calendar_add_ics(c, bytes, 2030, &error);
    PROMISE(ok == (error == NULL));
    PROMISE(g_hash_table_size(c->days) <= 10000);
    g_autoptr(WorkClock) w = work_clock_new(c, "");
    PROMISE(work_clock_between(w, 0, NOW) >= 0);
    return 0;
}
