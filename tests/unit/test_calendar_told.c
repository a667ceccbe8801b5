// test_calendar_told.c: how sums of working time are told, in three languages.
#include "calendar_hours.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

typedef struct {
    const char *language, *zone;
    const Hours *hours;
    const char *from, *to; // to: of a sum between; else seconds are added
    int64_t seconds;
    const char *want;
} Told;

static const Told TOLD[] = {
    {"en", BERLIN, &OFFICE, "2026-11-20T16:30Z", NULL, 2 * HOUR,
     "Fri 17:30 + 2 h 00 = Mon 10:30: Fri 17:30–18:00, weekend, Mon 9:00–10:30"},
    {"ru", BERLIN, &OFFICE, "2026-11-20T16:30Z", NULL, 2 * HOUR,
     "пт 17:30 + 2 ч 00 = пн 10:30: пт 17:30–18:00, выходные, пн 9:00–10:30"},
    {"uk", BERLIN, &OFFICE, "2026-11-20T16:30Z", NULL, 2 * HOUR,
     "пт 17:30 + 2 год 00 = пн 10:30: пт 17:30–18:00, вихідні, пн 9:00–10:30"},
    {"en", "UTC", &LUNCH, "2026-11-20T12:00Z", NULL, 90 * 60,
     "Fri 12:00 + 1 h 30 = Fri 14:30: Fri 12:00–13:00, 14:00–14:30"},
    {"en", "UTC", &OFFICE, "2026-11-21T12:00Z", NULL, 45 * 60,
     "Sat 12:00 + 45 min = Mon 9:45: weekend, Mon 9:00–9:45"},
    {"en", "UTC", &OFFICE, "2026-11-21T12:00Z", NULL, 0, "Sat 12:00 + 0 min = Sat 12:00"},
    {"en", "UTC", &OFFICE, "2026-12-23T17:00Z", NULL, 7 * HOUR,
     "Wed 17:00 + 7 h 00 = Mon 10:00: Wed 17:00–18:00, Thu (special hours) 9:00–14:00, "
     "Fri holiday, weekend, Mon 9:00–10:00"},
    {"ru", "UTC", &OFFICE, "2026-12-23T17:00Z", NULL, 7 * HOUR,
     "ср 17:00 + 7 ч 00 = пн 10:00: ср 17:00–18:00, чт (особые часы) 9:00–14:00, пт праздник, "
     "выходные, пн 9:00–10:00"},
    {"en", BERLIN, &ALL, "2026-03-28T20:00Z", NULL, 8 * HOUR,
     "Sat 21:00 + 8 h 00 = Sun 6:00: Sat 21:00–24:00, Sun 0:00–2:00, clocks forward 1 h 00, "
     "Sun 3:00–6:00"},
    {"uk", BERLIN, &ALL, "2026-10-24T19:00Z", "2026-10-25T05:00Z", 0,
     "10 год 00 робочого часу між сб 21:00 і нд 6:00: сб 21:00–24:00, нд 0:00–3:00, годинник "
     "назад на 1 год 00, нд 2:00–6:00"},
    {"en", BERLIN, &OFFICE, "2026-03-27T16:00Z", NULL, 2 * HOUR, // while all sleep
     "Fri 17:00 + 2 h 00 = Mon 10:00: Fri 17:00–18:00, weekend, Mon 9:00–10:00"},
    {"en", "UTC", &SUNDAY, "2026-11-22T20:00Z", NULL, 5 * HOUR,
     "Sun 2026-11-22 20:00 + 5 h 00 = Sun 2026-11-29 1:00: Sun 2026-11-22 20:00–24:00, "
     "Mon 2026-11-23 – Sat 2026-11-28 closed, Sun 2026-11-29 0:00–1:00"},
    {"en", "UTC", &OFFICE, "2026-11-20T16:30Z", "2026-11-23T10:00Z", 0,
     "2 h 30 working time between Fri 16:30 and Mon 10:00: Fri 16:30–18:00, weekend, "
     "Mon 9:00–10:00"},
    {"en", "UTC", &OFFICE, "2026-11-23T10:00Z", "2026-11-20T16:30Z", 0,
     "−2 h 30 working time between Fri 16:30 and Mon 10:00: Fri 16:30–18:00, weekend, "
     "Mon 9:00–10:00"},
    {"en", "UTC", &NONE, "2026-11-20T16:30Z", NULL, 6 * HOUR,
     "Fri 16:30 + 6 h 00: the calendar has no such working time in 20 years"},
    {"en", "UTC", NULL, "2026-11-20T16:30Z", NULL, 6 * HOUR,
     "Fri 16:30 + 6 h 00 = Fri 22:30: all hours count"},
    // Twelve parts are named.
    {"en", "UTC", &OFFICE, "2026-11-20T16:30Z", NULL, 200 * HOUR,
     "Fri 2026-11-20 16:30 + 200 h 00 = Wed 2026-12-23 9:30: Fri 2026-11-20 16:30–18:00, weekend, "
     "Mon 2026-11-23 9:00–18:00, Tue 2026-11-24 9:00–18:00, Wed 2026-11-25 9:00–18:00, "
     "Thu 2026-11-26 9:00–18:00, Fri 2026-11-27 9:00–18:00, weekend, …, weekend, "
     "Mon 2026-12-21 9:00–18:00, Tue 2026-12-22 9:00–18:00, Wed 2026-12-23 9:00–9:30"},
};

static void
test_told(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(TOLD); i++) {
        const Told *r = &TOLD[i];
        g_autoptr(Calendar) c = r->hours ? calendar_of(r->hours) : NULL;
        g_autoptr(WorkClock) w = work_clock_new(c, r->zone);
        int64_t from = instant(r->from);
        g_autofree char *got =
            r->to ? work_clock_explain_between(w, from, instant(r->to), r->language)
                  : work_clock_explain_add(w, from, r->seconds, r->language);
        if (strcmp(got, r->want) != 0)
            fail_msg("\"%s\",\nwanted \"%s\"", got, r->want);
    }
}

// Long sums name their beginning and their end.
static void
test_told_long(void **state)
{
    g_autoptr(Calendar) c = calendar_of(&LUNCH);
    g_autoptr(WorkClock) w = work_clock_new(c, BERLIN);
    for (unsigned hours = 1; hours < 3000; hours += 7) {
        g_autofree char *got =
            work_clock_explain_add(w, instant("2026-11-20T16:30Z"), hours * HOUR, "en");
        const char *list = strstr(got, ": ");
        assert_non_null(list);
        g_auto(GStrv) parts = g_strsplit(list + 2, ", ", -1);
        bool cut = strstr(list, ", …, ") != NULL;
        assert_true(g_strv_length(parts) <= 12u + cut);
        assert_true(!cut || g_strv_length(parts) == 13);
        assert_string_equal(parts[0] + strlen(parts[0]) - strlen("17:30–18:00"), "17:30–18:00");
    }
    g_autofree char *ever = work_clock_explain_between(w, INT64_MIN, INT64_MAX, "en");
    assert_null(strchr(strstr(ever, " and "), ','));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_told),
        cmocka_unit_test(test_told_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
