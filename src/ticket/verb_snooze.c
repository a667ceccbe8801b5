// verb_snooze.c: #snooze WHEN: the ticket sleeps and comes back then; #due WHEN: it is to be done
// by then.
//
// What a time may look like is when.c's matter. A postponed ticket wakes by the clock (desk/tick.c)
// or by the customer's next letter (decide_customer.c).

#include "ticket/verb.h"
#include "ticket/when.h"

static bool
add_time(const VerbContext *context, const char *args, ChangeKind kind, const char *by,
         GPtrArray *changes, GError **error)
{
    int64_t at = 0;
    if (!when_parse(args, context->now, context->actor->language, &at, error))
        return false;
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, at);
    change_add(changes, kind, value, by);
    return true;
}

static bool
plan_snooze(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    if (!*args) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_USAGE,
                            verb_words(context, N_("needs a time: #snooze 3d, mon 9:00, "
                                                   "2026-12-01")));
        return false;
    }
    return verb_to_kind(context, KIND_POSTPONED, changes, "snooze", error) &&
           add_time(context, args, CHANGE_WAKE, "snooze", changes, error);
}

static bool
plan_due(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    if (!*args) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_USAGE,
                            verb_words(context, N_("needs a time or none: #due fri 18:00")));
        return false;
    }
    if (!verb_is_none(args))
        return add_time(context, args, CHANGE_DUE, "due", changes, error);
    change_add(changes, CHANGE_DUE, "", "due");
    return true;
}

static const char *const SNOOZE_ALSO[] = {"hold",  "later",     "postpone", "отложить",
                                          "позже", "відкласти", "пізніше",  NULL};
static const char *const DUE_ALSO[] = {"deadline", "срок", "строк", "дедлайн", "термін", NULL};

const Verb VERB_SNOOZE = {"snooze",
                          SNOOZE_ALSO,
                          N_("#snooze 3d|mon 9:00|2026-12-01"),
                          N_("put aside; the ticket comes back then"),
                          PROOF_L3,
                          plan_snooze};
const Verb VERB_DUE = {"due",    DUE_ALSO, N_("#due WHEN|none"), N_("to be done by then"),
                       PROOF_L3, plan_due};
