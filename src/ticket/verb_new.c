// verb_new.c: #new [customer]: the mail makes a ticket of its own; #on N: it is for ticket N.
//
// Both say where the rest of the letter goes; whoever reads the letter looks for them first
// (command_mentions, decide_entered.c), so that here the ticket is already the one that is meant.

#include "ticket/verb.h"

static bool
plan_new(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    g_autoptr(Address) address = *args ? verb_address(context, args, error) : NULL;
    if (*args && !address)
        return false;
    // Where a ticket is named already (#on, a command line, a ready answer) the text would go to
    // that one's customer.
    if (context->ticket) {
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    verb_words(context, N_("contradicts \"%s\" above; leave one of them out")),
                    "#on");
        return false;
    }
    change_add(changes, CHANGE_NEW, address ? address->address : "", "new");
    return true;
}

static bool
plan_on(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    int64_t number = 0;
    const char *rest = "";
    if (!verb_number_arg(context, args, &number, &rest, error) ||
        !verb_no_args(context, rest, error))
        return false;
    const Ticket *t = context->ticket;
    bool is_it = t && (t->number == number || context->on) &&
                 desk_may_see(context->desk, context->actor, verb_queue(context));
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT, number);
    if (is_it)
        change_add(changes, CHANGE_ON, value, "on");
    else
        g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                    verb_words(context, N_("there is no ticket %s that you may see")), value);
    return is_it;
}

static const char *const NEW_ALSO[] = {"create", "новая", "создать", "нова", "створити", NULL};
static const char *const ON_ALSO[] = {"ticket", "заявка", "тикет", "тікет", NULL};

const Verb VERB_NEW = {
    "new",    NEW_ALSO, N_("#new [a@b]"), N_("make a new ticket out of this mail"),
    PROOF_L2, plan_new, .anywhere = true};
const Verb VERB_ON = {"on",     ON_ALSO, N_("#on N"),   N_("this mail is for ticket N"),
                      PROOF_L3, plan_on, .reads = true, .anywhere = true};
