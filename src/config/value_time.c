// value_time.c: values of time into their fields: spans, hours of a day, days, files of holidays.
//
// Days of absences become instants here, by the time zone of the desk, which stands before people
// in the table of keys. Limits: a file of holidays has at most 1 MB. Its bytes count for the hash
// of the config, since they decide as the config does.
//
// Not for recurrences (check_time.c) nor for reckoning (ticket/calendar.c).
#include "config/loader.h"

#include "base/clock.h"
#include "base/text.h"
#include "ticket/span.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#define ICS_MAX (1024 * 1024)

// A text on one line; NULL after a fault.
static const char *
time_text(Loader *l, const Key *key, const config_setting_t *setting, const char *like)
{
    g_autofree char *hint = g_strdup_printf("write it in quotes, like \"%s\"", like);
    if (config_setting_type(setting) != CONFIG_TYPE_STRING) {
        value_wrong_type(l, key, setting, "a text", hint);
        return NULL;
    }
    const char *text = config_setting_get_string(setting);
    g_autofree char *line = g_utf8_validate(text, -1, NULL) ? text_one_line(text) : NULL;
    if (!line || strcmp(line, text) != 0 || strlen(text) > 1000) {
        loader_fault(l, setting_line(l, setting), hint, "%s cannot be read", key->name);
        return NULL;
    }
    return text;
}

static void
read_span(Loader *l, const Key *key, const config_setting_t *setting, void *field)
{
    bool length = key->type == KEY_LENGTH;
    g_autoptr(GError) error = NULL;
    Span span = {0};
    const char *text = time_text(l, key, setting, length ? "8h" : "48h");
    if (!text) {
        return;
    }
    if (length && strstr(text, "working")) {
        loader_fault(l, setting_line(l, setting), "leave \"working\" out",
                     "%s = \"%s\": it is always working time", key->name, text);
    } else if (!span_parse(text, &span, &error)) {
        loader_fault(l, setting_line(l, setting), length ? "write it as in 30m, 2h or 16h" : "",
                     length ? "%s: \"%s\" is no length of time" : "%s: %s", key->name,
                     length ? text : error->message);
    } else if (length && strpbrk(text, "dDwW")) {
        loader_fault(l, setting_line(l, setting), "write hours, as in 16h",
                     "%s = \"%s\": a day of work has no fixed length", key->name, text);
    } else if (span.seconds <= 0) {
        loader_fault(l, setting_line(l, setting), "leave the line out where there is none",
                     "%s = \"%s\" is no length of time", key->name, text);
    } else if (length) {
        *(int64_t *)field = span.seconds;
    } else {
        *(Span *)field = span;
    }
}

static void
read_hours(Loader *l, const Key *key, const config_setting_t *setting, GArray **field)
{
    g_autoptr(GError) error = NULL;
    const char *text = time_text(l, key, setting, "9:00-13:00, 14:00-18:00");
    if (!text) {
        return;
    }
    GArray *spans = calendar_parse_spans(text, &error);
    if (!spans) {
        loader_fault(l, setting_line(l, setting), "write hours like \"9:00-13:00, 14:00-18:00\"",
                     "%s = \"%s\": %s", key->name, text, error->message);
        return;
    }
    g_array_unref(*field);
    *field = spans;
}

// False after a fault, and when the list says nothing.
static bool
is_list(Loader *l, const Key *key, const config_setting_t *setting, const char *like)
{
    int type = config_setting_type(setting);
    if (type != CONFIG_TYPE_LIST && type != CONFIG_TYPE_ARRAY) {
        g_autofree char *hint = g_strdup_printf("write %s = ( \"%s\" );", key->name, like);
        value_wrong_type(l, key, setting, "a list of texts", hint);
        return false;
    }
    return value_entries_fit(l, key, setting);
}

// A day, and with hours those that stand behind it. Spans are the caller's.
static bool
parse_day(const Key *key, const char *text, uint32_t *julian, GArray **spans, char **what)
{
    size_t word = strcspn(text, " ");
    g_autofree char *day = g_strndup(text, word);
    g_autoptr(GError) error = NULL;
    if (!calendar_parse_day(day, julian)) {
        *what = g_strdup("there is no such day");
        return false;
    }
    if (key->type == KEY_HOLIDAYS) {
        *what = text[word] ? g_strdup("hours belong into short_days") : NULL;
        *spans = g_array_new(FALSE, FALSE, sizeof(DaySpan));
    } else {
        *spans = calendar_parse_spans(text + word, &error);
        *what = error                ? g_strdup(error->message)
                : (*spans)->len == 0 ? g_strdup("it has no hours; such a day belongs into holidays")
                                     : NULL;
    }
    if (*what) {
        g_clear_pointer(spans, g_array_unref);
    }
    return *what == NULL;
}

// seen: Julian days of either list. Days of files may stand in the lists as well.
static void
read_days(Loader *l, const Key *key, const config_setting_t *setting, Calendar *c)
{
    bool free_days = key->type == KEY_HOLIDAYS;
    const char *like = free_days ? "2026-12-25" : "2026-12-24 9:00-13:00";
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    if (!is_list(l, key, setting, like)) {
        return;
    }
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *entry = config_setting_get_elem(setting, (unsigned)i);
        const char *text = time_text(l, key, entry, like);
        g_autofree char *what = NULL;
        g_autofree char *hint = g_strdup_printf("write days like \"%s\"", like);
        GArray *spans = NULL;
        uint32_t julian = 0;
        if (!text) {
            continue;
        }
        if (!parse_day(key, text, &julian, &spans, &what)) {
            loader_fault(l, setting_line(l, entry), hint, "%s: \"%s\": %s", key->name, text, what);
        } else if (!g_hash_table_add(seen, GUINT_TO_POINTER(julian))) {
            loader_fault(l, setting_line(l, entry), "leave one of them out",
                         "\"%s\" stands twice in %s", text, key->name);
            g_array_unref(spans);
        } else {
            g_hash_table_insert(c->days, GINT_TO_POINTER((int)julian), spans);
        }
    }
}

static char *
read_file(const char *path, size_t *len, char **what)
{
    GStatBuf st;
    g_autoptr(GError) error = NULL;
    char *bytes = NULL;
    if (g_stat(path, &st) != 0 || !S_ISREG(st.st_mode)) {
        *what = g_strdup("is not a file");
    } else if (st.st_size > ICS_MAX) {
        *what = g_strdup("is too large: at most 1 MB");
    } else if (!g_file_get_contents(path, &bytes, len, &error)) {
        *what = g_strdup_printf("cannot be read: %s", error->message);
    } else if (!g_utf8_validate(bytes, (gssize)*len, NULL)) {
        *what = g_strdup("is not UTF-8");
        g_clear_pointer(&bytes, g_free);
    }
    return bytes;
}

static int
last_year(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(clock_now());
    return (now ? g_date_time_get_year(now) : 2026) + 21; // as far as work clocks look
}

static void
read_ics(Loader *l, const Key *key, const config_setting_t *setting, Calendar *c)
{
    if (!is_list(l, key, setting, "holidays.ics")) {
        return;
    }
    for (int i = 0; i < config_setting_length(setting); i++) {
        const config_setting_t *entry = config_setting_get_elem(setting, (unsigned)i);
        const char *text = time_text(l, key, entry, "holidays.ics");
        if (!text) {
            continue;
        }
        size_t len = 0;
        g_autoptr(GError) error = NULL;
        g_autofree char *path = g_canonicalize_filename(text, l->folder);
        g_autofree char *what = NULL;
        g_autofree char *bytes = read_file(path, &len, &what);
        if (!bytes) {
            loader_fault(l, setting_line(l, entry), "name a file of iCalendar", "ics: %s %s", path,
                         what);
        } else if (!calendar_add_ics(c, bytes, last_year(), &error)) {
            loader_fault(l, setting_line(l, entry), "", "ics: %s: %s", path, error->message);
        } else {
            g_checksum_update(l->text.sum, (const guchar *)bytes, (gssize)len);
        }
    }
}

static void
read_day(Loader *l, const Key *key, const config_setting_t *setting, int64_t *field)
{
    uint32_t julian = 0;
    const char *text = time_text(l, key, setting, "2026-12-01");
    if (!text) {
        return;
    }
    if (!calendar_parse_day(text, &julian)) {
        loader_fault(l, setting_line(l, setting), "write a day like \"2026-12-01\"",
                     "%s = \"%s\" is no day", key->name, text);
        return;
    }
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, julian + (key->type == KEY_LAST_DAY));
    g_autoptr(GDateTime) at = loader_local(l, g_date_get_year(&date), (int)g_date_get_month(&date),
                                           g_date_get_day(&date), 0, 0);
    *field = at ? g_date_time_to_unix(at) : 0;
}

GDateTime *
loader_local(const Loader *l, int year, int month, int day, int hour, int minute)
{
    const char *name = l->desk->time_zone;
    g_autoptr(GTimeZone) zone = *name ? g_time_zone_new_identifier(name) : g_time_zone_new_local();
    return g_date_time_new(zone, year, month, day, hour, minute, 0);
}

void
value_read_time(Loader *l, const Key *key, const config_setting_t *setting, void *field)
{
    switch (key->type) {
    case KEY_SPAN:
    case KEY_LENGTH:
        read_span(l, key, setting, field);
        break;
    case KEY_HOURS:
        read_hours(l, key, setting, field);
        break;
    case KEY_HOLIDAYS:
    case KEY_SHORT_DAYS:
        read_days(l, key, setting, field);
        break;
    case KEY_ICS:
        read_ics(l, key, setting, field);
        break;
    default:
        read_day(l, key, setting, field);
        break;
    }
}
