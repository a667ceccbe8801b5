// work_clock.c: sums of working time over the instants of a time zone.
//
// Within a stretch of one offset local time runs evenly, so the work between two instants is a
// difference of work_before(), the working seconds of the local time line up to a moment: whole
// weeks, days of the week, what odd days have more or less (a table of running sums), and the spans
// of the last day. Over a change of daylight saving the stretches add up: an hour that is skipped
// does not count, one that comes twice counts twice.
//
// Nothing is walked day by day: between() costs a look-up for each change of the clock, add() a
// search by halving in the last stretch. Not for printing (work_clock_explain.c). Limits: YEARS_MAX
// ahead; instants of 9 million years. Neighbours: zone.c, calendar.c.
#include "ticket/work_clock_private.h"

static int64_t
length_of(const GArray *spans)
{
    int64_t minutes = 0;
    for (guint i = 0; i < spans->len; i++) {
        const DaySpan *s = &g_array_index(spans, DaySpan, i);
        minutes += s->to - s->from;
    }
    return minutes * 60;
}

static gint
compare_days(gconstpointer a, gconstpointer b)
{
    const OddDay *x = a, *y = b;
    return (x->day > y->day) - (x->day < y->day);
}

// How many odd days are before this one; *exact: the next of them is this one.
static guint
odd_before(const WorkClock *w, int64_t day, bool *exact)
{
    guint low = 0, high = w->odd->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (g_array_index(w->odd, OddDay, middle).day < day)
            low = middle + 1;
        else
            high = middle;
    }
    *exact = low < w->odd->len && g_array_index(w->odd, OddDay, low).day == day;
    return low;
}

static void
sum_up(WorkClock *w)
{
    for (unsigned i = 0; i < 7; i++)
        w->week[i + 1] = w->week[i] + length_of(w->calendar->week[i]);
    GHashTableIter all;
    gpointer key, value;
    g_hash_table_iter_init(&all, w->calendar->days);
    while (g_hash_table_iter_next(&all, &key, &value)) {
        OddDay odd = {GPOINTER_TO_INT(key) - JULIAN_OF_1970, value, 0};
        g_array_append_val(w->odd, odd);
    }
    g_array_sort(w->odd, compare_days);
    // The end marks what all of them have more.
    int64_t before = 0;
    for (guint i = 0; i < w->odd->len; i++) {
        OddDay *odd = &g_array_index(w->odd, OddDay, i);
        odd->before = before;
        before += length_of(odd->spans) - length_of(w->calendar->week[weekday_of(odd->day)]);
    }
    OddDay end = {INT64_MAX, w->calendar->week[0], before};
    g_array_append_val(w->odd, end);
}

WorkClock *
work_clock_new(const Calendar *c, const char *zone)
{
    WorkClock *w = g_new0(WorkClock, 1);
    w->calendar = c;
    w->zone = zone_new(!*zone && c ? c->time_zone : zone);
    w->odd = g_array_new(FALSE, FALSE, sizeof(OddDay));
    if (c)
        sum_up(w);
    return w;
}

void
work_clock_free(WorkClock *w)
{
    if (!w)
        return;
    zone_free(w->zone);
    g_array_unref(w->odd);
    g_free(w);
}

const GArray *
work_clock_spans(const WorkClock *w, int64_t day, bool *odd)
{
    bool exact;
    guint i = odd_before(w, day, &exact);
    if (odd)
        *odd = exact;
    return exact ? g_array_index(w->odd, OddDay, i).spans : w->calendar->week[weekday_of(day)];
}

// Working seconds of the local time line before a day, counted from a Monday of 1969.
static int64_t
work_before_day(const WorkClock *w, int64_t day)
{
    bool exact;
    guint i = odd_before(w, day, &exact);
    return floor_div(day + 3, 7) * w->week[7] + w->week[weekday_of(day)] +
           g_array_index(w->odd, OddDay, i).before;
}

// The same before a moment of local time.
static int64_t
work_before(const WorkClock *w, int64_t local)
{
    int64_t day = floor_div(local, DAY_SECONDS), second = local - day * DAY_SECONDS;
    const GArray *spans = work_clock_spans(w, day, NULL);
    int64_t sum = work_before_day(w, day);
    for (guint i = 0; i < spans->len; i++) {
        const DaySpan *s = &g_array_index(spans, DaySpan, i);
        if (second <= s->from * 60)
            break;
        sum += MIN(second, s->to * 60) - s->from * 60;
    }
    return sum;
}

// The first moment of local time in (from, to] at which work_before() is `sum`, which it is in
// there.
static int64_t
moment_of(const WorkClock *w, int64_t from, int64_t to, int64_t sum)
{
    int64_t low = floor_div(from, DAY_SECONDS), high = floor_div(to, DAY_SECONDS);
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        if (work_before_day(w, middle) < sum)
            low = middle;
        else
            high = middle - 1;
    }
    int64_t left = sum - work_before_day(w, low);
    const GArray *spans = work_clock_spans(w, low, NULL);
    for (guint i = 0; i < spans->len; i++) {
        const DaySpan *s = &g_array_index(spans, DaySpan, i);
        int64_t length = (s->to - s->from) * INT64_C(60);
        if (left <= length)
            return low * DAY_SECONDS + s->from * 60 + left;
        left -= length;
    }
    return to;
}

int64_t
work_clock_add(WorkClock *w, int64_t from, int64_t seconds)
{
    if (seconds <= 0)
        return from;
    if (!w->calendar)
        return from > INT64_MAX - seconds ? INT64_MAX : from + seconds;
    if (from < -INSTANT_MAX || from > INSTANT_MAX)
        return INT64_MAX;
    int64_t end = from + HORIZON;
    for (int64_t at = from; at < end;) {
        Stretch s = zone_stretch(w->zone, at);
        int64_t to = MIN(s.to, end);
        int64_t done = work_before(w, at + s.offset);
        int64_t work = work_before(w, to + s.offset) - done;
        if (work >= seconds)
            return moment_of(w, at + s.offset, to + s.offset, done + seconds) - s.offset;
        seconds -= work;
        at = to;
    }
    return INT64_MAX;
}

int64_t
work_clock_between(WorkClock *w, int64_t a, int64_t b)
{
    a = CLAMP(a, -INSTANT_MAX, INSTANT_MAX);
    b = CLAMP(b, -INSTANT_MAX, INSTANT_MAX);
    if (b < a)
        return -work_clock_between(w, b, a);
    if (!w->calendar)
        return b - a;
    int64_t sum = 0;
    while (a < b) {
        Stretch s = zone_stretch(w->zone, a);
        int64_t to = MIN(s.to, b);
        sum += work_before(w, to + s.offset) - work_before(w, a + s.offset);
        a = to;
    }
    return sum;
}

bool
work_clock_is_open(WorkClock *w, int64_t at)
{
    if (!w->calendar)
        return true;
    at = CLAMP(at, -INSTANT_MAX, INSTANT_MAX);
    int64_t local = at + zone_stretch(w->zone, at).offset;
    return work_before(w, local + 1) > work_before(w, local);
}

void
work_clock_local(WorkClock *w, int64_t at, unsigned *weekday, unsigned *minute)
{
    at = CLAMP(at, -INSTANT_MAX, INSTANT_MAX);
    int64_t local = at + zone_stretch(w->zone, at).offset;
    int64_t day = floor_div(local, DAY_SECONDS);
    *weekday = weekday_of(day);
    *minute = (unsigned)((local - day * DAY_SECONDS) / 60);
}
