// keys_time.c: the rows of time: calendars, days away, reminders, recurring tickets.
//
// As in keys.c one row is one key. Days and hours are read by value_time.c; holidays come before
// short days in the table, so that the admin's own hours stand in for a whole free day of an .ics
// file. Not for what needs other keys (check_time.c).
#include "config/keys.h"

#include "ticket/desk.h"

static void *
make_calendar(void)
{
    return calendar_new("");
}

static void *
make_absence(void)
{
    return absence_new();
}

static void *
make_recurring(void)
{
    return recurring_new("");
}

// clang-format off
#define WEEKDAY(key, number, standard, what) \
    {key, KEY_HOURS, .fallback = standard, .max = 200, AT(Calendar, week[number]), \
     .help = what}
static const Key WEEK_KEYS[] = {
    WEEKDAY("mon", 0, "9:00-18:00", "hours of work on Mondays; \"\": none"),
    WEEKDAY("tue", 1, "9:00-18:00", "on Tuesdays"),
    WEEKDAY("wed", 2, "9:00-18:00", "on Wednesdays"),
    WEEKDAY("thu", 3, "9:00-18:00", "on Thursdays"),
    WEEKDAY("fri", 4, "9:00-18:00", "on Fridays"),
    WEEKDAY("sat", 5, "", "on Saturdays"),
    WEEKDAY("sun", 6, "", "on Sundays"),
    {NULL}};
static const KeyGroup WEEK_GROUP = {"week", WEEK_KEYS, NULL};

static const Key CALENDAR_KEYS[] = {
    {"name", KEY_TEXT, .required = true, .max = 64, .form = form_word, AT(Calendar, name),
     .help = "one word, for queues and promises"},
    {"time_zone", KEY_TEXT, .fallback = "", .max = 64, .form = form_zone, AT(Calendar, time_zone),
     .help = "whose local time it is; none: that of the desk"},
    {"week", KEY_GROUP, .group = &WEEK_GROUP, .help = "hours of work on each day of the week"},
    {"ics", KEY_ICS, .max = 20, .help = "files of iCalendar, whose whole days are free"},
    {"holidays", KEY_HOLIDAYS, .max = 5000, .help = "days without work"},
    {"short_days", KEY_SHORT_DAYS, .max = 5000,
     .help = "days with hours of their own: \"2026-12-24 9:00-13:00\""},
    {NULL}};
const KeyGroup KEYS_CALENDARS = {"calendars", CALENDAR_KEYS, make_calendar};

static const Key ABSENCE_KEYS[] = {
    {"from", KEY_FIRST_DAY, .required = true, AT(Absence, from), .help = "the first day away"},
    {"to", KEY_LAST_DAY, .required = true, AT(Absence, to), .help = "the last day away"},
    {"deputy", KEY_TEXT, .fallback = "", .max = 64, .form = form_login, AT(Absence, deputy),
     .help = "login of who gets new work meanwhile; none: the others, in turn"},
    {NULL}};
const KeyGroup KEYS_ABSENCES = {"absences", ABSENCE_KEYS, make_absence};

static const Key REMINDER_KEYS[] = {
    {"new", KEY_SPAN, AT(Desk, reminders.fresh), .help = "a new ticket that nobody took up"},
    {"answer", KEY_SPAN, AT(Desk, reminders.answer),
     .help = "the customer wrote last and got no answer"},
    {"wait", KEY_SPAN, AT(Desk, reminders.wait), .help = "the customer was asked and is silent"},
    {NULL}};
const KeyGroup KEYS_REMINDERS = {"reminders", REMINDER_KEYS, NULL};

static const Key RECURRING_KEYS[] = {
    {"name", KEY_TEXT, .required = true, .max = 100, .form = form_line, AT(Recurring, name),
     .help = "the history names it as what made the ticket"},
    {"rule", KEY_TEXT, .required = true, .max = 500, .form = form_line, AT(Recurring, rrule),
     .help = "when it comes: an RRULE of RFC 5545, FREQ=WEEKLY;BYDAY=MO"},
    {"start", KEY_TEXT, .required = true, .max = 16, .form = form_line, AT(Recurring, start),
     .help = "the first day and the time of all days: \"2026-01-05 09:00\""},
    {"queue", KEY_TEXT, .fallback = "", .max = 64, .form = form_word, AT(Recurring, queue),
     .help = "queue of the ticket; none: the first one"},
    {"requester", KEY_TEXT, .fallback = "", .max = 254, .form = form_address,
     AT(Recurring, requester), .help = "address that hears of it as its customer; none: nobody"},
    {"subject", KEY_TEXT, .required = true, .max = 500, .form = form_line, AT(Recurring, subject),
     .help = "of the ticket"},
    {"text", KEY_TEXT, .lines = true, .fallback = "", .max = 20000, .form = form_text,
     AT(Recurring, text), .help = "its first message"},
    {"do", KEY_DO, AT(Recurring, actions), .help = "what is done with it, as in rules"},
    {NULL}};
const KeyGroup KEYS_RECURRING = {"recurring", RECURRING_KEYS, make_recurring};
// clang-format on
