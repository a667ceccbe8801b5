// test_calendar_ics.c: holidays from iCalendar files: recurrences, exceptions, several days,
// limits.
#include "calendar_hours.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const struct {
    const char *name, *events; // lines; "--" between events
    int until;
    const char *want; // all days that are in, "! " and a part of the error
} FILES[] = {
    {"one day", "DTSTART;VALUE=DATE:20261225", 2030, "2026-12-25"},
    {"its end is the day behind", "DTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261226", 2030,
     "2026-12-25"},
    {"three days over the year", "DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270103", 2030,
     "2026-12-31 2027-01-01 2027-01-02"},
    {"cut at the last year", "DTSTART;VALUE=DATE:20261231\nDTEND;VALUE=DATE:20270103", 2026,
     "2026-12-31"},
    {"cut at 1970", "DTSTART;VALUE=DATE:19691230\nDTEND;VALUE=DATE:19700103", 2026,
     "1970-01-01 1970-01-02"},
    {"a duration", "DTSTART;VALUE=DATE:20261225\nDURATION:P2D", 2030, "2026-12-25 2026-12-26"},
    {"midnight to midnight", "DTSTART:20261225T000000\nDTEND:20261227T000000", 2030,
     "2026-12-25 2026-12-26"},
    {"with a zone",
     "DTSTART;TZID=Europe/Berlin:20261225T000000\nDTEND;TZID=Europe/Berlin:20261226T000000", 2030,
     "2026-12-25"},
    {"a meeting is none", "DTSTART:20261225T100000Z\nDTEND:20261225T110000Z", 2030, ""},
    {"nor one over midnight", "DTSTART:20261225T220000\nDTEND:20261226T000000", 2030, ""},
    {"every year", "DTSTART;VALUE=DATE:20240101\nDTEND;VALUE=DATE:20240102\nRRULE:FREQ=YEARLY",
     2027, "2024-01-01 2025-01-01 2026-01-01 2027-01-01"},
    {"by weekday", "DTSTART;VALUE=DATE:20241128\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", 2026,
     "2024-11-28 2025-11-27 2026-11-26"},
    {"two days every year", "DTSTART;VALUE=DATE:20251225\nDURATION:P2D\nRRULE:FREQ=YEARLY", 2026,
     "2025-12-25 2025-12-26 2026-12-25 2026-12-26"},
    {"counted", "DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY;COUNT=3", 2030,
     "2026-01-01 2026-01-02 2026-01-03"},
    {"up to a day", "DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=WEEKLY;UNTIL=20260115", 2030,
     "2026-01-01 2026-01-08 2026-01-15"},
    {"without some",
     "DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY;COUNT=4\n"
     "EXDATE;VALUE=DATE:20260102,20260103",
     2030, "2026-01-01 2026-01-04"},
    {"with some", "DTSTART;VALUE=DATE:20260101\nRDATE;VALUE=DATE:20260201,20260301", 2030,
     "2026-01-01 2026-02-01 2026-03-01"},
    {"one was moved",
     "UID:a\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY;COUNT=3\n--\n"
     "UID:a\nRECURRENCE-ID;VALUE=DATE:20260102\nDTSTART;VALUE=DATE:20260110",
     2030, "2026-01-01 2026-01-03 2026-01-10"},
    {"one was called off",
     "UID:a\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY;COUNT=3\n--\n"
     "UID:a\nRECURRENCE-ID;VALUE=DATE:20260102\nDTSTART;VALUE=DATE:20260102\nSTATUS:CANCELLED",
     2030, "2026-01-01 2026-01-03"},
    {"another's was moved",
     "UID:ab\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY;COUNT=2\n--\n"
     "UID:a\nRECURRENCE-ID;VALUE=DATE:20260102\nDTSTART;VALUE=DATE:20260110",
     2030, "2026-01-01 2026-01-02 2026-01-10"},
    {"cancelled", "DTSTART;VALUE=DATE:20261225\nSTATUS:CANCELLED", 2030, ""},
    {"a rule that never comes",
     "DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 2030, "2026-01-01"},
    {"a rule of seconds", "DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=SECONDLY", 2030, "2026-01-01"},
    {"no such day", "DTSTART;VALUE=DATE:20260230", 2030, ""},
    {"no start", "SUMMARY:x", 2030, ""},
    {"too many", "DTSTART;VALUE=DATE:19700101\nRRULE:FREQ=DAILY", 2030, "! more than 10000 days"},
    {"an end far away", "DTSTART;VALUE=DATE:19700101\nDTEND;VALUE=DATE:99991231", 2199,
     "! more than 10000 days"},
};

static char *
file_of(const char *events)
{
    g_auto(GStrv) list = g_strsplit(events, "\n--\n", -1);
    GString *out = g_string_new("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
    for (guint i = 0; list[i]; i++) {
        g_auto(GStrv) lines = g_strsplit(list[i], "\n", -1);
        g_autofree char *crlf = g_strjoinv("\r\n", lines);
        g_string_append_printf(out, "BEGIN:VEVENT\r\n%s\r\nEND:VEVENT\r\n", crlf);
    }
    g_string_append(out, "END:VCALENDAR\r\n");
    return g_string_free(out, FALSE);
}

static gint
compare_words(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *
days_of(const Calendar *c)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    GHashTableIter all;
    gpointer key, spans;
    g_hash_table_iter_init(&all, c->days);
    while (g_hash_table_iter_next(&all, &key, &spans)) {
        GDate d;
        g_date_clear(&d, 1);
        g_date_set_julian(&d, GPOINTER_TO_UINT(key));
        g_ptr_array_add(words, g_strdup_printf("%04d-%02d-%02d%s", g_date_get_year(&d),
                                               (int)g_date_get_month(&d), g_date_get_day(&d),
                                               ((GArray *)spans)->len ? " open" : ""));
    }
    g_ptr_array_sort(words, compare_words);
    g_ptr_array_add(words, NULL);
    return g_strjoinv(" ", (char **)words->pdata);
}

static void
test_files(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(FILES); i++) {
        g_autoptr(Calendar) c = calendar_new("test");
        g_autoptr(GError) error = NULL;
        g_autofree char *ics = file_of(FILES[i].events);
        bool ok = calendar_add_ics(c, ics, FILES[i].until, &error);
        g_autofree char *got = ok ? days_of(c) : g_strdup_printf("! %s", error->message);
        bool fault = g_str_has_prefix(FILES[i].want, "! ");
        if (fault ? ok || !strstr(got, FILES[i].want + 2) : strcmp(got, FILES[i].want) != 0)
            fail_msg("%s: \"%s\", wanted \"%s\"", FILES[i].name, got, FILES[i].want);
        assert_true(g_hash_table_size(c->days) <= 10000);
    }
    // The config's own hours stay.
    g_autoptr(Calendar) c = calendar_new("test");
    g_autofree char *ics = file_of("DTSTART;VALUE=DATE:20260704");
    set_day(c, "2026-07-04", "10:00-12:00");
    assert_true(calendar_add_ics(c, ics, 2030, NULL));
    g_autofree char *kept = days_of(c);
    assert_string_equal(kept, "2026-07-04 open");
}

static void
test_no_files(void **state)
{
    g_autoptr(GString) deep = g_string_new("BEGIN:VCALENDAR\n");
    for (unsigned i = 0; i < 100000; i++)
        g_string_append(deep, "BEGIN:VEVENT\n");
    g_autofree char *large = g_strnfill(5 * 1024 * 1024, 'x');
    const struct {
        const char *text, *want;
    } FAULTS[] = {
        {"", "no iCalendar file"},
        {"hello", "no iCalendar file"},
        {"<html>BEGIN:VCALENDAR</html>", "no iCalendar file"},
        {"BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260704\nEND:VEVENT\n", "no iCalendar file"},
        {"BEGIN:VCARD\nEND:VCARD\n", "no iCalendar file"},
        {deep->str, "too deeply"},
        {large, "larger than"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(FAULTS); i++) {
        g_autoptr(Calendar) c = calendar_new("test");
        g_autoptr(GError) error = NULL;
        if (calendar_add_ics(c, FAULTS[i].text, 2030, &error) ||
            !strstr(error->message, FAULTS[i].want))
            fail_msg("%.40s: %s", FAULTS[i].text, error ? error->message : "taken");
    }
    // Two calendars in one file, and a mark of the byte order in front.
    g_autoptr(Calendar) c = calendar_new("test");
    g_autofree char *one = file_of("DTSTART;VALUE=DATE:20260704");
    g_autofree char *two = file_of("DTSTART;VALUE=DATE:20260705");
    g_autofree char *both = g_strconcat("\xef\xbb\xbf", one, two, NULL);
    assert_true(calendar_add_ics(c, both, 2030, NULL));
    g_autofree char *got = days_of(c);
    assert_string_equal(got, "2026-07-04 2026-07-05");
}

// What a program of many exports: events side by side are not inside each other.
static void
test_exported(void **state)
{
    g_autoptr(GString) lines = g_string_new("UID:1\nSUMMARY:A name that is so long that it is "
                                            "folded\n  to another line\n"
                                            "DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;\n"
                                            " UNTIL=20270101\n--\n"
                                            "UID:2\nDTSTART;VALUE=DATE:20260201\nRRULE:FREQ=DAILY;"
                                            "COUNT=3\nEXDATE;VALUE=DATE:20260202\n--\n"
                                            "UID:3\nDTSTART;VALUE=DATE:20260301\nSTATUS:CANCELLED"
                                            "\n--\nUID:4\nDTSTART;VALUE=DATE:20260401\nDURATION:"
                                            "P2D\n--\nUID:5\nDTSTART;VALUE=DATE:20260501\n"
                                            "DTEND;VALUE=DATE:20260504\nBEGIN:VALARM\nACTION:"
                                            "DISPLAY\nDESCRIPTION:x\nTRIGGER:-PT1H\nEND:VALARM");
    for (unsigned i = 6; i <= 15; i++)
        g_string_append_printf(lines, "\n--\nUID:%u\nDTSTART;VALUE=DATE:202606%02u", i, i);
    g_autofree char *ics = file_of(lines->str);
    g_autoptr(Calendar) c = calendar_new("test");
    g_autoptr(GError) error = NULL;
    if (!calendar_add_ics(c, ics, 2030, &error))
        fail_msg("%s", error->message);
    g_autofree char *got = days_of(c);
    assert_string_equal(got, "2026-01-01 2026-02-01 2026-02-03 2026-04-01 2026-04-02 2026-05-01 "
                             "2026-05-02 2026-05-03 2026-06-06 2026-06-07 2026-06-08 2026-06-09 "
                             "2026-06-10 2026-06-11 2026-06-12 2026-06-13 2026-06-14 2026-06-15 "
                             "2027-01-01");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_no_files),
        cmocka_unit_test(test_exported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
