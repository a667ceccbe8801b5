// predicate_value.c: the values of conditions as the config writes them: patterns, numbers with
// comparisons, sizes, spans, names out of a closed set, days and times of the day.
//
// A number becomes an interval with both ends in it; what goes round (22:00-6:00, sat-mon) becomes
// two. Which key takes what is predicate.c. Whether names exist on a desk is checked by config/.
#include "ticket/predicate.h"

#include "base/error.h"
#include "base/text.h"
#include "ticket/span.h"

#include <string.h>

#define DIGITS_MAX 12

const char *
value_form(const PredicateInfo *info)
{
    switch (info->work->form) {
    case FORM_NUMBER:
        return "a number, as in 3, <3 or 4-5";
    case FORM_DECIMAL:
        return "a number with a sign, as in >5";
    case FORM_SIZE:
        return "a size with a sign, as in >5MB";
    case FORM_SPAN:
        return "a length of time with a sign, as in >2d or >4h working";
    case FORM_TIME:
        return "a time of the day, from and to, as in 9:00-12:00";
    case FORM_DAY:
        return "days of the week, as in sat or mon-fri";
    case FORM_NAMED:
        return info->work->sign == ':' ? "a name and a value, as in X-Shop: *eu*, or a name alone"
               : info->work->names     ? "address, name, language, company or manager with a "
                                         "value, as in name=Carol*"
                                       : "the name of a field with a value, as in room=12*";
    case FORM_TEXT:
    case FORM_ADDRESS:
    case FORM_NAME:
    case FORM_RANK:
        break;
    }
    return g_str_has_prefix(info->help, "true ") ? "true or false" : info->help;
}

static bool
fail(GError **error, const PredicateInfo *info, const char *value)
{
    g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s does not take \"%s\"; it takes %s",
                info->name, value, value_form(info));
    return false;
}

// "12", "12.5" in thousandths; *end is what follows.
static bool
read_thousandths(const char *text, int64_t *out, const char **end)
{
    bool minus = *text == '-';
    const char *p = text + (*text == '-' || *text == '+');
    size_t digits = strspn(p, "0123456789");
    if (digits == 0 || digits > DIGITS_MAX)
        return false;
    int64_t value = g_ascii_strtoll(p, NULL, 10) * 1000;
    p += digits;
    if (*p == '.' && g_ascii_isdigit(p[1])) {
        p++;
        for (int64_t unit = 100; g_ascii_isdigit(*p); p++, unit /= 10)
            value += (*p - '0') * unit;
    }
    *out = minus ? -value : value;
    *end = p;
    return true;
}

bool
decimal_read(const char *text, int64_t *thousandths)
{
    const char *end;
    return read_thousandths(text + strspn(text, " \t"), thousandths, &end);
}

static bool
read_size(const char *text, int64_t *bytes)
{
    static const Name UNITS[] = {{"", 0},    {"b", 0},  {"k", 10},  {"kb", 10}, {"m", 20},
                                 {"mb", 20}, {"g", 30}, {"gb", 30}, {NULL, 0}};
    int64_t thousandths;
    const char *unit;
    int shift;
    if (!read_thousandths(text, &thousandths, &unit) || thousandths < 0 ||
        thousandths > INT64_C(1000000000000))
        return false;
    unit += strspn(unit, " ");
    if (!names_code(UNITS, unit, &shift) || (shift == 30 && thousandths > 1000000000))
        return false;
    *bytes = shift < 30 ? thousandths * (INT64_C(1) << shift) / 1000
                        : thousandths * (INT64_C(1) << 20) / 1000 * 1024;
    return true;
}

static bool
read_time(const char *text, int64_t *minutes)
{
    size_t hours = strspn(text, "0123456789");
    const char *rest = text + hours;
    if (hours < 1 || hours > 2 || *rest != ':' || strspn(rest + 1, "0123456789") != 2 || rest[3])
        return false;
    *minutes = g_ascii_strtoll(text, NULL, 10) * 60 + g_ascii_strtoll(rest + 1, NULL, 10);
    return rest[1] < '6' && *minutes <= 24 * 60;
}

// One number of the form; *working: it was a span of working time.
static bool
read_number(const PredicateInfo *info, const char *text, int64_t *out, bool *working)
{
    const char *end = "";
    Span span = {0};
    int code = 0;
    switch (info->work->form) {
    case FORM_NUMBER:
        if (!read_thousandths(text, out, &end) || *out % 1000)
            return false;
        *out /= 1000;
        return !*end;
    case FORM_NAMED:
    case FORM_DECIMAL:
        return read_thousandths(text, out, &end) && !*end;
    case FORM_SIZE:
        return read_size(text, out);
    case FORM_SPAN:
        if (!span_parse(text, &span, NULL))
            return false;
        *out = span.seconds;
        *working = *working || span.working;
        return true;
    case FORM_NAME:
    case FORM_RANK:
    case FORM_DAY:
        if (!names_code(info->work->names, text, &code))
            return false;
        *out = code;
        return true;
    case FORM_TIME:
        return read_time(text, out);
    case FORM_TEXT:
    case FORM_ADDRESS:
        break;
    }
    return false;
}

static Test *
test_new(const char *text)
{
    Test *t = g_new0(Test, 1);
    t->text = g_strdup(text);
    t->low = INT64_MIN;
    t->high = INT64_MAX;
    return t;
}

// What goes round: from..last and first..to.
static void
add_round(const Test *t, GPtrArray *tests, int64_t first, int64_t last)
{
    Test *begin = test_new(t->text), *end = test_new(t->text);
    begin->low = t->low;
    begin->high = last;
    end->low = first;
    end->high = t->high;
    g_ptr_array_add(tests, begin);
    g_ptr_array_add(tests, end);
}

// "4-5"; a dash in front is a minus.
static bool
read_range(const PredicateInfo *info, const char *value, Test *t)
{
    const char *dash = *value ? strchr(value + 1, '-') : NULL;
    if (!dash)
        return false;
    g_autofree char *from = g_strstrip(g_strndup(value, (size_t)(dash - value)));
    g_autofree char *to = g_strstrip(g_strdup(dash + 1));
    return read_number(info, from, &t->low, &t->working) &&
           read_number(info, to, &t->high, &t->working);
}

// "<3", ">=3", "=3", "3"
static bool
read_comparison(const PredicateInfo *info, const char *value, Test *t)
{
    bool less = *value == '<', more = *value == '>';
    bool equal = value[less || more] == '=';
    const char *text = value + (less || more) + equal;
    int64_t n = 0;
    text += strspn(text, " ");
    if (!read_number(info, text, &n, &t->working))
        return false;
    if (less)
        t->high = equal ? n : n - 1;
    else if (more)
        t->low = equal ? n : n + 1;
    else
        t->low = t->high = n;
    // One instant, one size, one score to the thousandth: nobody means that.
    bool exact = info->work->form != FORM_SPAN && info->work->form != FORM_SIZE &&
                 info->work->form != FORM_DECIMAL && info->work->form != FORM_TIME;
    return less || more || exact;
}

static bool
add_number(const PredicateInfo *info, const char *value, GPtrArray *tests, GError **error)
{
    g_autofree char *text = g_strstrip(g_strdup(value));
    Test *t = test_new(value);
    ValueForm form = info->work->form;
    bool read = form == FORM_NAME
                    ? *text != '<' && *text != '>' && *text != '=' && read_comparison(info, text, t)
                    : read_range(info, text, t);
    if (read && form == FORM_TIME) {
        if (t->low == t->high || t->low == 24 * 60)
            read = false;
        t->high--;
    }
    if (!read && form != FORM_NAME && form != FORM_TIME) {
        t->low = INT64_MIN;
        t->high = INT64_MAX;
        t->working = false;
        read = read_comparison(info, text, t);
    }
    bool round = read && t->low > t->high && (form == FORM_TIME || form == FORM_DAY);
    if (round)
        add_round(t, tests, 0, form == FORM_DAY ? 6 : 24 * 60 - 1);
    else if (read && t->low <= t->high)
        g_ptr_array_add(tests, g_steal_pointer(&t));
    else
        read = fail(error, info, value);
    test_free(t);
    return read;
}

static bool
is_regex(const char *text)
{
    return *text == '/';
}

// A whole domain, and domains in the form that addresses are kept in.
static char *
address_pattern(const char *value)
{
    g_autofree char *whole = g_strdup_printf("%s%s", *value == '@' ? "*" : "", value);
    const char *domain = address_domain(whole);
    bool plain = g_str_is_ascii(domain) || strpbrk(domain, "*?[\\");
    return is_regex(value) || plain ? g_steal_pointer(&whole) : address_fold(whole);
}

static bool
add_pattern(const PredicateInfo *info, Test *t, const char *pattern, GPtrArray *tests,
            GError **error)
{
    g_autoptr(GError) why = NULL;
    t->absent = !*pattern;
    t->pattern = *pattern ? pattern_new(pattern, &why) : NULL;
    if (why) {
        g_set_error(error, HD_ERROR, HD_ERROR_CONFIG, "%s: %s", info->name, why->message);
        test_free(t);
        return false;
    }
    g_ptr_array_add(tests, t);
    return true;
}

static bool
add_text(const PredicateInfo *info, const char *value, GPtrArray *tests, GError **error)
{
    g_autofree char *pattern =
        info->work->form == FORM_ADDRESS ? address_pattern(value) : g_strdup(value);
    return add_pattern(info, test_new(value), pattern, tests, error);
}

// "X-Name", "X-Name: pattern", "room=12", "seats>=5"
static bool
add_named(const PredicateInfo *info, const char *value, GPtrArray *tests, GError **error)
{
    char sign = info->work->sign;
    size_t length = strcspn(value, sign == ':' ? ":" : "=<>");
    const char *rest = value + length;
    g_autofree char *name = g_strstrip(g_strndup(value, length));
    bool compares = *rest == '<' || *rest == '>';
    int code;
    if (!*name || (!*rest && sign != ':') || strpbrk(name, sign == ':' ? " \t\r\n" : "\r\n") ||
        (compares && info->work->names) ||
        (info->work->names && !names_code(info->work->names, name, &code)))
        return fail(error, info, value);
    Test *t = test_new(value);
    t->name = g_steal_pointer(&name);
    if (compares) {
        if (!read_comparison(info, rest, t)) {
            test_free(t);
            return fail(error, info, value);
        }
        g_ptr_array_add(tests, t);
        return true;
    }
    g_autofree char *pattern = g_strstrip(g_strdup(*rest ? rest + 1 : "*"));
    return add_pattern(info, t, pattern, tests, error);
}

bool
test_read(const PredicateInfo *info, const char *value, GPtrArray *tests, GError **error)
{
    ValueForm form = info->work->form;
    bool textual = form == FORM_TEXT || form == FORM_ADDRESS;
    if (info->work->none && (!*value || g_ascii_strcasecmp(value, "none") == 0)) {
        Test *t = test_new(value);
        t->absent = true;
        g_ptr_array_add(tests, t);
        return true;
    }
    if (form == FORM_NAMED)
        return add_named(info, value, tests, error);
    return textual ? add_text(info, value, tests, error) : add_number(info, value, tests, error);
}

char *
value_text(const PredicateInfo *info, int64_t value)
{
    switch (info->work->form) {
    case FORM_DECIMAL:
        return g_strdup_printf("%s%" G_GINT64_FORMAT ".%03d", value < 0 ? "-" : "",
                               ABS(value) / 1000, (int)(ABS(value) % 1000));
    case FORM_SIZE:
        return text_size((guint64)MAX(value, 0));
    case FORM_SPAN:
        return span_text(value);
    case FORM_NAME:
    case FORM_RANK:
    case FORM_DAY:
        return g_strdup(names_name(info->work->names, (int)value));
    case FORM_TIME:
        return g_strdup_printf("%d:%02d", (int)(value / 60), (int)(value % 60));
    case FORM_TEXT:
    case FORM_ADDRESS:
    case FORM_NAMED:
    case FORM_NUMBER:
        break;
    }
    return g_strdup_printf("%" G_GINT64_FORMAT, value);
}
