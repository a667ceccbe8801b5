// verb_time.c: #time 1h30m [note]: work that was done; #bill CODE [n]: a line of the price list.
//
// Days are no unit of work: nobody agrees how long they are. Prices are looked up when the line is
// written down (desk/apply), and stay what they were then.

#include "ticket/verb.h"
#include "ticket/when.h"

#include <string.h>

#define HOUR        INT64_C(3600)
#define SECONDS_MAX (1000 * HOUR)
#define NOTE_MAX    500
#define UNITS_MAX   INT64_C(1000000)

// "0:45", "90" (minutes), "1h30m", "2 часа"; *rest is the note.
static bool
read_spent(const VerbContext *context, const char *args, int64_t *seconds, const char **rest)
{
    size_t digits = strspn(args, "0123456789");
    const char *p = args + digits;
    int64_t n = digits > 0 && digits <= 6 ? g_ascii_strtoll(args, NULL, 10) : 0;
    if (digits == 0 || digits > 6)
        return false;
    if (*p == ':' && g_ascii_isdigit(p[1]) && g_ascii_isdigit(p[2])) {
        int minutes = (p[1] - '0') * 10 + p[2] - '0';
        *seconds = n * HOUR + minutes * 60;
        p += 3;
        if (minutes > 59)
            return false;
    } else if (!when_span(args, context->actor->language, HOUR, seconds, &p)) {
        int64_t longer = 0;
        const char *behind = NULL;
        if (when_span(args, context->actor->language, INT64_MAX, &longer, &behind))
            return false; // "2 days" is not two minutes
        *seconds = n * 60;
    }
    *rest = p + strspn(p, " \t,:;");
    return *rest != p || !*p;
}

static bool
plan_time(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    int64_t seconds = 0;
    const char *rest = "";
    if (!read_spent(context, args, &seconds, &rest) || seconds <= 0 || seconds > SECONDS_MAX) {
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    verb_words(context, N_("needs the time that it took, up to 1000 hours: 1h30m, "
                                           "0:45, 90 (minutes); found \"%s\"")),
                    args);
        return false;
    }
    g_autofree char *note = verb_line(context, rest, NOTE_MAX, error);
    if (!note)
        return false;
    g_autofree char *value =
        g_strdup_printf("%" G_GINT64_FORMAT "%s%s", seconds, *note ? " " : "", note);
    change_add(changes, CHANGE_TIME, value, "time");
    return true;
}

// "2", "1.5", "0,25" → thousandths; 0 when it is none.
static int64_t
read_thousandths(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 7)
        return 0;
    int64_t n = g_ascii_strtoll(text, NULL, 10) * 1000;
    const char *p = text + digits;
    if ((*p == '.' || *p == ',') && g_ascii_isdigit(p[1])) {
        int64_t part = 100;
        for (p++; g_ascii_isdigit(*p) && part > 0; p++, part /= 10)
            n += part * (*p - '0');
    }
    return *p ? 0 : n;
}

static void
tell_codes(const VerbContext *context, const char *code, GError **error)
{
    g_autoptr(GPtrArray) codes = g_ptr_array_new();
    for (guint i = 0; i < context->desk->prices->len; i++)
        g_ptr_array_add(codes, ((const Price *)context->desk->prices->pdata[i])->code);
    g_autofree char *all = verb_join(codes);
    if (codes->len == 0)
        g_set_error_literal(error, HD_ERROR, HD_ERROR_ABSENT,
                            verb_words(context, N_("this desk has no price list; its config "
                                                   "holds it")));
    else if (*code)
        g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                    verb_words(context, N_("the price list has no \"%s\"; it has: %s")), code, all);
    else
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    verb_words(context, N_("needs a code of the price list: %s")), all);
}

static bool
plan_bill(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    size_t length = strcspn(args, " \t");
    g_autofree char *code = g_strndup(args, length);
    const char *count = args + length + strspn(args + length, " \t");
    const Price *price = desk_price(context->desk, code);
    if (!price) {
        tell_codes(context, code, error);
        return false;
    }
    int64_t thousandths = *count ? read_thousandths(count) : 1000;
    if (thousandths <= 0 || thousandths > UNITS_MAX * 1000) {
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    verb_words(context, N_("needs how many after the code, as in 2 or 1.5; found "
                                           "\"%s\"")),
                    count);
        return false;
    }
    g_autofree char *value = g_strdup_printf("%s %" G_GINT64_FORMAT, price->code, thousandths);
    change_add(changes, CHANGE_BILL, value, "bill");
    return true;
}

static const char *const TIME_ALSO[] = {"spent", "worked", "время",     "затрачено", "потрачено",
                                        "час",   "часу",   "витрачено", NULL};
static const char *const BILL_ALSO[] = {"счёт", "счет", "услуга", "рахунок", "послуга", NULL};

const Verb VERB_TIME = {"time",   TIME_ALSO, N_("#time 1h30m [NOTE]"), N_("write down time spent"),
                        PROOF_L3, plan_time};
const Verb VERB_BILL = {"bill",   BILL_ALSO, N_("#bill CODE [N]"), N_("a line of the price list"),
                        PROOF_L3, plan_bill};
