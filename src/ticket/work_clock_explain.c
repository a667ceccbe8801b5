// work_clock_explain.c: shows how a sum of working time came about, day by day, in the language of
// the reader: "Fri 17:30 + 2 h 00 = Mon 10:30: Fri 17:30–18:00, weekend, Mon 9:00–10:30".
//
// For histories and `explain`: the numbers are those of work_clock.c, which this walks again. Days
// without work are named when they are in the way, a change of the clock when it falls into
// working hours. Limits: PARTS_MAX parts are named, HEAD from the beginning; a stretch of more than
// HORIZON is not taken apart. Times are cut to minutes.
#include "ticket/work_clock_private.h"

#include "base/lang.h"

#define PARTS_MAX 12
#define HEAD      8
#define DATED     (6 * DAY_SECONDS) // from here on a weekday alone says too little

typedef enum { PART_WORK, PART_CLOSED, PART_HOLIDAY, PART_CLOCK } PartKind;

typedef struct {
    PartKind kind;
    bool odd;          // hours of this day alone
    int64_t day, last; // local days
    int64_t from, to;  // PART_WORK: seconds of the day; PART_CLOCK: by how much (to)
} Part;

typedef struct {
    const char *language;
    bool dated;
    unsigned count;
    Part head[HEAD], tail[PARTS_MAX - HEAD]; // tail: a ring
} Parts;

static const char *const WEEKDAYS[7] = {N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
                                        N_("Fri"), N_("Sat"), N_("Sun")};

static Part *
part_at(Parts *p, unsigned i)
{
    return i < HEAD ? &p->head[i] : &p->tail[(i - HEAD) % G_N_ELEMENTS(p->tail)];
}

// Days without work that follow each other are one part; so is a day that a stretch was cut at.
static void
put(Parts *p, Part part)
{
    Part *last = p->count ? part_at(p, p->count - 1) : NULL;
    bool closed = part.kind == PART_CLOSED || part.kind == PART_HOLIDAY;
    if (last && closed && last->kind == part.kind && part.day <= last->last + 1) {
        last->last = part.day;
        return;
    }
    if (last && part.kind == PART_WORK && last->kind == PART_WORK && last->day == part.day &&
        last->to == part.from) {
        last->to = part.to;
        return;
    }
    *part_at(p, p->count++) = part;
}

static void
put_day(WorkClock *w, Parts *p, int64_t day, int64_t from, int64_t to)
{
    bool odd;
    const GArray *spans = work_clock_spans(w, day, &odd);
    if (!spans->len) {
        bool holiday = odd && w->calendar->week[weekday_of(day)]->len;
        put(p, (Part){holiday ? PART_HOLIDAY : PART_CLOSED, false, day, day, 0, 0});
    }
    for (guint i = 0; i < spans->len; i++) {
        const DaySpan *s = &g_array_index(spans, DaySpan, i);
        int64_t first = MAX(from, s->from * INT64_C(60)), last = MIN(to, s->to * INT64_C(60));
        if (first < last)
            put(p, (Part){PART_WORK, odd, day, day, first, last});
    }
}

static void
walk(WorkClock *w, Parts *p, int64_t a, int64_t b)
{
    int64_t offset = zone_stretch(w->zone, a).offset;
    while (a < b) {
        Stretch s = zone_stretch(w->zone, a);
        int64_t to = MIN(s.to, b);
        if (s.offset != offset && (work_clock_is_open(w, a) || work_clock_is_open(w, a - 1)))
            put(p, (Part){PART_CLOCK, false, 0, 0, 0, s.offset - offset});
        offset = s.offset;
        for (int64_t at = a + offset, end = to + offset; at < end;) {
            int64_t day = floor_div(at, DAY_SECONDS), midnight = day * DAY_SECONDS;
            int64_t stop = MIN(end, midnight + DAY_SECONDS);
            put_day(w, p, day, at - midnight, stop - midnight);
            at = stop;
        }
        a = to;
    }
}

static void
append_day(GString *out, const Parts *p, int64_t day)
{
    g_string_append(out, lang_text(p->language, WEEKDAYS[weekday_of(day)]));
    GDate date;
    int64_t julian = day + JULIAN_OF_1970;
    if (!p->dated || julian < 1 || julian > INT32_MAX)
        return;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, (guint32)julian);
    g_string_append_printf(out, " %04d-%02d-%02d", g_date_get_year(&date),
                           (int)g_date_get_month(&date), g_date_get_day(&date));
}

static void
append_time(GString *out, int64_t second)
{
    g_string_append_printf(out, "%d:%02d", (int)(second / 3600), (int)(second / 60 % 60));
}

static void
append_moment(GString *out, WorkClock *w, const Parts *p, int64_t at)
{
    int64_t local = at + zone_stretch(w->zone, at).offset;
    int64_t day = floor_div(local, DAY_SECONDS);
    append_day(out, p, day);
    g_string_append_c(out, ' ');
    append_time(out, local - day * DAY_SECONDS);
}

static char *
length_text(int64_t seconds, const char *language)
{
    int minutes = (int)(MIN(seconds, INT64_C(100000) * DAY_SECONDS) / 60);
    if (minutes < 60)
        return g_strdup_printf(lang_text(language, N_("%d min")), minutes);
    return g_strdup_printf(lang_text(language, N_("%d h %02d")), minutes / 60, minutes % 60);
}

static void
append_closed(GString *out, const Parts *p, const Part *part)
{
    if (part->kind == PART_CLOSED && weekday_of(part->day) >= 5 && part->last - part->day < 2 &&
        weekday_of(part->last) >= 5) {
        g_string_append(out, lang_text(p->language, N_("weekend")));
        return;
    }
    append_day(out, p, part->day);
    if (part->last > part->day) {
        g_string_append(out, p->dated ? " – " : "–");
        append_day(out, p, part->last);
    }
    g_string_append_c(out, ' ');
    g_string_append(out, part->kind == PART_HOLIDAY ? lang_text(p->language, N_("holiday"))
                                                    : lang_text(p->language, N_("closed")));
}

static void
append_clock(GString *out, const Parts *p, const Part *part)
{
    g_autofree char *by = length_text(ABS(part->to), p->language);
    g_string_append_printf(out,
                           part->to > 0 ? lang_text(p->language, N_("clocks forward %s"))
                                        : lang_text(p->language, N_("clocks back %s")),
                           by);
}

static void
append_part(GString *out, const Parts *p, const Part *part, const Part *before)
{
    if (part->kind == PART_CLOCK) {
        append_clock(out, p, part);
    } else if (part->kind != PART_WORK) {
        append_closed(out, p, part);
    } else {
        if (!before || before->kind != PART_WORK || before->day != part->day) {
            append_day(out, p, part->day);
            g_string_append_c(out, ' ');
            if (part->odd)
                g_string_append_printf(out, "(%s) ", lang_text(p->language, N_("special hours")));
        }
        append_time(out, part->from);
        g_string_append(out, "–");
        append_time(out, part->to);
    }
}

static void
append_parts(GString *out, Parts *p)
{
    unsigned hidden = p->count > PARTS_MAX ? p->count - PARTS_MAX : 0;
    for (unsigned i = 0; i < p->count; i++) {
        if (hidden && i == HEAD) {
            g_string_append(out, ", …");
            i += hidden;
        }
        bool follows = i > 0 && !(hidden && i == HEAD + hidden);
        g_string_append(out, i == 0 ? ": " : ", ");
        append_part(out, p, part_at(p, i), follows ? part_at(p, i - 1) : NULL);
    }
}

static void
append_derivation(GString *out, WorkClock *w, Parts *p, int64_t a, int64_t b)
{
    if (!w->calendar) {
        g_string_append(out, ": ");
        g_string_append(out, lang_text(p->language, N_("all hours count")));
    } else if (b - a <= HORIZON) {
        walk(w, p, a, b);
        append_parts(out, p);
    }
}

char *
work_clock_explain_add(WorkClock *w, int64_t from, int64_t seconds, const char *language)
{
    GString *out = g_string_new(NULL);
    int64_t end = work_clock_add(w, from, seconds);
    from = CLAMP(from, -INSTANT_MAX, INSTANT_MAX);
    Parts p = {.language = language, .dated = end < INSTANT_MAX && end - from >= DATED};
    g_autofree char *length = length_text(MAX(seconds, 0), language);
    append_moment(out, w, &p, from);
    g_string_append_printf(out, " + %s", length);
    if (end > INSTANT_MAX) {
        g_string_append(out, ": ");
        g_string_append_printf(
            out, lang_text(language, N_("the calendar has no such working time in %d years")),
            YEARS_MAX);
        return g_string_free(out, FALSE);
    }
    g_string_append(out, " = ");
    append_moment(out, w, &p, end);
    append_derivation(out, w, &p, from, end);
    return g_string_free(out, FALSE);
}

char *
work_clock_explain_between(WorkClock *w, int64_t a, int64_t b, const char *language)
{
    GString *out = g_string_new(NULL);
    int64_t first = MAX(MIN(a, b), -INSTANT_MAX), last = MIN(MAX(a, b), INSTANT_MAX);
    Parts p = {.language = language, .dated = last - first >= DATED};
    g_autofree char *length = length_text(work_clock_between(w, first, last), language);
    g_autoptr(GString) from = g_string_new(NULL);
    g_autoptr(GString) to = g_string_new(NULL);
    append_moment(from, w, &p, first);
    append_moment(to, w, &p, last);
    if (b < a)
        g_string_append(out, "−");
    g_string_append_printf(out, lang_text(language, N_("%s working time between %s and %s")),
                           length, from->str, to->str);
    append_derivation(out, w, &p, first, last);
    return g_string_free(out, FALSE);
}
