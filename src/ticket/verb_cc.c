// verb_cc.c: #cc +a -b: lets customers take part and leave; #forward a: asks an outsider.
//
// Who takes part gets every answer, and may answer; an outsider gets this one text, and what he
// answers is a note. Colleagues are neither: they watch (verb_watch.c).

#include "ticket/verb.h"

#define ADDRESSES_MAX 50
#define OUTSIDERS_MAX 5 // whom one letter is forwarded to

static bool
too_many(const VerbContext *context, char **words, GError **error)
{
    if (g_strv_length(words) <= ADDRESSES_MAX)
        return false;
    g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                verb_words(context, N_("takes at most %d addresses")), ADDRESSES_MAX);
    return true;
}

static guint
forwards_in(const GPtrArray *changes)
{
    g_autoptr(GPtrArray) addresses =
        changes ? change_values(changes, CHANGE_FORWARD) : g_ptr_array_new();
    return addresses->len;
}

static bool
too_many_outsiders(const VerbContext *context, const GPtrArray *changes, GError **error)
{
    if (forwards_in(context->planned) + forwards_in(changes) <= OUTSIDERS_MAX)
        return false;
    g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                verb_words(context, N_("a letter goes to at most %d outsiders")), OUTSIDERS_MAX);
    return true;
}

// An address of somebody who is no colleague; NULL and an error.
static Address *
outsider(const VerbContext *context, const char *word, GError **error)
{
    g_autoptr(Address) address = verb_address(context, word, error);
    const Manager *m = address ? desk_manager_by_address(context->desk, address->address) : NULL;
    if (!m)
        return g_steal_pointer(&address);
    g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                verb_words(context, N_("%s is a colleague's address; write #watch %s")),
                address->address, m->login);
    return NULL;
}

static bool
leave(const VerbContext *context, const char *word, GPtrArray *changes, GError **error)
{
    g_autoptr(Address) address = verb_address(context, word, error);
    if (!address)
        return false;
    const Ticket *t = context->ticket;
    if (t && t->requester && address_equal(t->requester->address, address->address)) {
        g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                    verb_words(context, N_("it is the ticket of %s; #requester gives it to "
                                           "somebody else")),
                    address->address);
        return false;
    }
    if (t && !ticket_takes_part(t, address->address)) {
        g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                    verb_words(context, N_("%s takes no part in this ticket")), address->address);
        return false;
    }
    change_add(changes, CHANGE_CC_REMOVE, address->address, "cc");
    return true;
}

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    g_auto(GStrv) words = verb_split(args);
    if (!words[0]) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_USAGE,
                            verb_words(context, N_("needs addresses: #cc +carol@example.com "
                                                   "-dave@example.com")));
        return false;
    }
    if (too_many(context, words, error))
        return false;
    for (guint i = 0; words[i]; i++) {
        if (*words[i] == '-') {
            if (!leave(context, words[i] + 1, changes, error))
                return false;
            continue;
        }
        g_autoptr(Address) address = outsider(context, words[i] + (*words[i] == '+'), error);
        if (!address)
            return false;
        change_add(changes, CHANGE_CC_ADD, address->address, "cc");
    }
    return verb_has_room(context, changes, NULL, error);
}

static bool
plan_forward(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    g_auto(GStrv) words = verb_split(args);
    if (!verb_needs_ticket(context, error) || too_many(context, words, error))
        return false;
    if (!words[0]) {
        g_set_error_literal(error, HD_ERROR, HD_ERROR_USAGE,
                            verb_words(context, N_("needs an address: #forward "
                                                   "help@supplier.example")));
        return false;
    }
    for (guint i = 0; words[i]; i++) {
        g_autoptr(Address) address = outsider(context, words[i], error);
        if (!address)
            return false;
        if (ticket_takes_part(context->ticket, address->address)) {
            g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                        verb_words(context, N_("%s takes part in this ticket and gets its "
                                               "answers")),
                        address->address);
            return false;
        }
        change_add(changes, CHANGE_FORWARD, address->address, "forward");
    }
    return !too_many_outsiders(context, changes, error);
}

static const char *const ALSO[] = {"notify", "копия", "участники", "копія", "учасники", NULL};
static const char *const FORWARD_ALSO[] = {"fwd", "переслать", "переслати", NULL};

const Verb VERB_CC = {
    "cc", ALSO, N_("#cc +a@b -c@d"), N_("who takes part and gets the answers"), PROOF_L3, plan};
const Verb VERB_FORWARD = {
    "forward",          FORWARD_ALSO,
    N_("#forward a@b"), N_("send the text to an outsider; the answer becomes a note"),
    PROOF_L3,           plan_forward};
