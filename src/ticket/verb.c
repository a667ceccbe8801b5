// verb.c: what the checks of several verbs share: people, addresses, ticket numbers.
//
// Every error is a sentence for the actor, in the actor's language, and tells what to write
// instead. What somebody may not see is told as if it were not there. Statuses are
// verb_way.c, the table of verbs verbs.c, rights of a verb as a whole command_plan.c.

#include "ticket/verb.h"

#include <string.h>

bool
verb_no_args(const VerbContext *context, const char *args, GError **error)
{
    if (!*args)
        return true;
    g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                verb_words(context, N_("takes nothing after it, found \"%s\"")), args);
    return false;
}

bool
verb_text_below(const VerbContext *context, const char *args, GError **error)
{
    if (!*args)
        return true;
    g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                verb_words(context, N_("stands alone on its line: put the text below it; found "
                                       "\"%s\"")),
                args);
    return false;
}

bool
verb_needs_ticket(const VerbContext *context, GError **error)
{
    if (context->ticket)
        return true;
    g_set_error_literal(error, HD_ERROR, HD_ERROR_USAGE,
                        verb_words(context, N_("needs a ticket: answer a notice of it, or write "
                                               "#on NUMBER above")));
    return false;
}

const Queue *
verb_queue(const VerbContext *context)
{
    const Queue *own = context->ticket ? desk_queue(context->desk, context->ticket->queue) : NULL;
    return own ? own : context->queue;
}

const Queue *
verb_queue_then(const VerbContext *context)
{
    return context->moving ? context->moving : verb_queue(context);
}

const Queue *
verb_queue_named(const Desk *desk, const char *name)
{
    for (guint i = 0; i < desk->queues->len; i++)
        if (text_equal_fold(((const Queue *)desk->queues->pdata[i])->name, name))
            return desk->queues->pdata[i];
    return NULL;
}

bool
verb_is_one_of(const char *word, const char *const *list)
{
    for (size_t i = 0; list[i]; i++)
        if (text_equal_fold(list[i], word))
            return true;
    return false;
}

bool
verb_is_none(const char *word)
{
    static const char *const NONE[] = {"none", "no", "-", "нет", "ні", "немає", "нема", NULL};
    return verb_is_one_of(word, NONE);
}

char **
verb_split(const char *args)
{
    g_auto(GStrv) all = g_strsplit_set(args, " ,;\t", -1);
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; all[i]; i++)
        if (*all[i])
            g_ptr_array_add(words, g_strdup(all[i]));
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_steal(words, NULL);
}

char *
verb_join(const GPtrArray *names)
{
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < names->len; i++)
        g_string_append_printf(all, "%s%s", i ? ", " : "", (const char *)names->pdata[i]);
    return g_string_free(g_steal_pointer(&all), FALSE);
}

char *
verb_line(const VerbContext *context, const char *args, unsigned max, GError **error)
{
    g_autofree char *line = text_one_line(args);
    if (g_utf8_strlen(line, -1) <= (glong)max)
        return g_steal_pointer(&line);
    g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                verb_words(context, N_("is too long: at most %u characters")), max);
    return NULL;
}

bool
verb_number(const char *text, int64_t *number, const char **rest)
{
    const char *p = text;
    bool bracket = *p == '[';
    p += bracket;
    size_t marker = strcspn(p, "# \t");
    if (p[marker] == '#')
        p += marker + 1;
    if (g_str_has_prefix(p, "№"))
        p += strlen("№") + strspn(p + strlen("№"), " ");
    size_t digits = strspn(p, "0123456789");
    if (digits == 0 || digits > 15)
        return false;
    *number = g_ascii_strtoll(p, NULL, 10);
    p += digits;
    if (bracket && *p == ']')
        p++;
    else if (bracket)
        return false;
    if (*p && *p != ' ' && *p != '\t' && *p != ',')
        return false;
    *rest = p + strspn(p, " \t,");
    return *number > 0;
}

bool
verb_number_arg(const VerbContext *context, const char *args, int64_t *number, const char **rest,
                GError **error)
{
    if (verb_number(args, number, rest))
        return true;
    g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                verb_words(context, N_("needs the number of a ticket, as in 123; found \"%s\"")),
                args);
    return false;
}

const Ticket *
verb_other(const VerbContext *context, int64_t number, GError **error)
{
    for (guint i = 0; context->others && i < context->others->len; i++) {
        const Ticket *t = context->others->pdata[i];
        if (t->number == number &&
            desk_may_see(context->desk, context->actor, desk_queue(context->desk, t->queue)))
            return t;
    }
    g_autofree char *shown = g_strdup_printf("%" G_GINT64_FORMAT, number);
    g_set_error(error, HD_ERROR, HD_ERROR_ABSENT,
                verb_words(context, N_("there is no ticket %s that you may see")), shown);
    return NULL;
}

static bool
change_names(const GPtrArray *changes, ChangeKind kind, const char *address)
{
    for (guint i = 0; changes && i < changes->len; i++) {
        const Change *c = changes->pdata[i];
        if (c->kind == kind && address_equal(c->value, address))
            return true;
    }
    return false;
}

static bool
takes_part_by_then(const Ticket *t, const GPtrArray *people, const char *address)
{
    bool there = t && ticket_takes_part(t, address);
    for (guint i = 0; !there && i < people->len; i++)
        there = address_equal(people->pdata[i], address);
    return there;
}

// Whom changes bring in besides the requester: addresses, each once, into people (borrowed).
static void
add_newcomers(const Ticket *t, const GPtrArray *changes, GPtrArray *people)
{
    bool stays = t && t->requester && *t->requester->address; // when another becomes requester
    for (guint i = 0; changes && i < changes->len; i++) {
        const Change *c = changes->pdata[i];
        bool joins = c->kind == CHANGE_CC_ADD || (stays && c->kind == CHANGE_REQUESTER);
        if (joins && !takes_part_by_then(t, people, c->value))
            g_ptr_array_add(people, c->value);
    }
}

// Those who take part and whom these changes do not take out.
static guint
count_staying(const Ticket *t, const GPtrArray *planned, const GPtrArray *changes)
{
    guint count = 0;
    for (guint i = 0; t && i < t->participants->len; i++) {
        const char *address = ((const Contact *)t->participants->pdata[i])->address;
        count += !change_names(planned, CHANGE_CC_REMOVE, address) &&
                 !change_names(changes, CHANGE_CC_REMOVE, address);
    }
    return count;
}

bool
verb_has_room(const VerbContext *context, const GPtrArray *changes, const Ticket *other,
              GError **error)
{
    const Ticket *t = context->ticket;
    g_autoptr(GPtrArray) people = g_ptr_array_new();
    add_newcomers(t, context->planned, people);
    add_newcomers(t, changes, people);
    for (guint i = 0; other && i <= other->participants->len; i++) {
        const Contact *c = i ? other->participants->pdata[i - 1] : other->requester;
        if (c && *c->address && !takes_part_by_then(t, people, c->address))
            g_ptr_array_add(people, c->address);
    }
    guint present = count_staying(t, context->planned, changes);
    if (people->len == 0 || present + people->len <= TICKET_PEOPLE_MAX)
        return true;
    g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                verb_words(context, N_("at most %d people take part in a ticket, and this would "
                                       "make %u; #cc -dave@example.com makes room")),
                TICKET_PEOPLE_MAX, present + people->len);
    return false;
}

const Manager *
verb_person(const VerbContext *context, const char *word, GError **error)
{
    static const char *const ME[] = {"me", "мне", "себе", "я", "мені", "собі", NULL};
    const Manager *m = context->actor;
    if (!verb_is_one_of(word, ME))
        m = desk_find_manager(context->desk, word, context->actor->language, error);
    const Queue *q = verb_queue_then(context);
    if (!m || desk_may_see(context->desk, m, q))
        return m;
    g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                verb_words(context, N_("%s may not see tickets of the queue %s")), m->login,
                q->name);
    return NULL;
}

bool
verb_group_may_see(const VerbContext *context, const Group *group, GError **error)
{
    const Queue *q = verb_queue_then(context);
    for (guint i = 0; i < group->members->len; i++) {
        const Manager *m = desk_manager(context->desk, group->members->pdata[i]);
        if (m && desk_may_see(context->desk, m, q))
            return true;
    }
    g_set_error(error, HD_ERROR, HD_ERROR_REFUSED,
                verb_words(context, N_("nobody of the group %s may see tickets of the queue %s")),
                group->name, q ? q->name : "");
    return false;
}

Address *
verb_address(const VerbContext *context, const char *args, GError **error)
{
    g_autoptr(Address) address = address_parse_one(args);
    if (!address || !address_is_valid(address->address)) {
        g_set_error(error, HD_ERROR, HD_ERROR_USAGE,
                    verb_words(context, N_("needs one mail address; found \"%s\"")), args);
        return NULL;
    }
    if (desk_queue_by_address(context->desk, address->address)) {
        g_set_error(
            error, HD_ERROR, HD_ERROR_REFUSED,
            verb_words(context, N_("%s is an address of this desk; a ticket cannot be its own")),
            address->address);
        return NULL;
    }
    return g_steal_pointer(&address);
}
