// verb_watch.c: #watch [who…], #unwatch [who…]: hears what happens to the ticket, without having
// it.
//
// Nobody named is the actor. Full names hold blanks, so the arguments are tried as one name first.
// Watchers of a company stand in the config and cannot be taken off here.

#include "ticket/verb.h"

// Login or group name as the config writes it, NULL and an error.
static const char *
watcher(const VerbContext *context, const char *word, GError **error)
{
    const Group *group = desk_group(context->desk, word);
    if (group)
        return verb_group_may_see(context, group, error) ? group->name : NULL;
    const Manager *m = verb_person(context, word, error);
    return m ? m->login : NULL;
}

static const char *
find_watcher(const Ticket *t, const char *who)
{
    for (guint i = 0; i < t->watchers->len; i++)
        if (text_equal_fold(t->watchers->pdata[i], who))
            return t->watchers->pdata[i];
    return NULL;
}

// One who watches, though she may have left the desk since.
static const char *
present_watcher(const VerbContext *context, const char *word, GError **error)
{
    const Ticket *t = context->ticket;
    const char *present = t ? find_watcher(t, word) : NULL;
    if (present)
        return present;
    const char *who = watcher(context, word, error);
    if (!who || !t || find_watcher(t, who))
        return who;
    g_autofree char *all = verb_join(t->watchers);
    if (t->watchers->len == 0)
        g_set_error_literal(error, HD_ERROR, HD_ERROR_ABSENT,
                            verb_words(context, N_("nobody watches this ticket")));
    else
        g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                    verb_words(context, N_("%s does not watch this ticket; these do: %s")), who,
                    all);
    return NULL;
}

typedef const char *(*WatcherFind)(const VerbContext *context, const char *word, GError **error);

static bool
plan_each(const VerbContext *context, const char *args, WatcherFind find, ChangeKind kind,
          const char *by, GPtrArray *changes, GError **error)
{
    g_auto(GStrv) words = verb_split(*args ? args : context->actor->login);
    const char *whole = words[0] && words[1] ? find(context, args, NULL) : NULL;
    if (whole) {
        change_add(changes, kind, whole, by);
        return true;
    }
    for (guint i = 0; words[i]; i++) {
        const char *who = find(context, words[i], error);
        if (!who)
            return false;
        change_add(changes, kind, who, by);
    }
    return true;
}

static bool
plan(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    return plan_each(context, args, watcher, CHANGE_WATCH, "watch", changes, error);
}

static bool
plan_unwatch(const VerbContext *context, const char *args, GPtrArray *changes, GError **error)
{
    return plan_each(context, args, present_watcher, CHANGE_UNWATCH, "unwatch", changes, error);
}

static const char *const ALSO[] = {"follow",  "следить",      "наблюдать",   "подписаться",
                                   "стежити", "спостерігати", "підписатися", NULL};
static const char *const UNWATCH_ALSO[] = {"unfollow",    "отписаться", "не-следить",
                                           "відписатися", "не-стежити", NULL};

const Verb VERB_WATCH = {
    "watch", ALSO, N_("#watch [WHO]"), N_("hear of everything that happens here"), PROOF_L3, plan};
const Verb VERB_UNWATCH = {"unwatch", UNWATCH_ALSO, N_("#unwatch [WHO]"), N_("hear of it no more"),
                           PROOF_L3,  plan_unwatch};
