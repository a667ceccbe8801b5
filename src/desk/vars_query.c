// vars_query.c: letters that answer questions: lists of tickets, the history of one, what became of
// its mail; and the digest, a list with what changed.
//
// What may be seen is decided in query.c and, for one ticket, where the command was planned.

#include "desk/vars_private.h"

#include "base/lang.h"
#include "base/text.h"
#include "desk/query.h"

#include <string.h>

#define EVENTS_MAX   200
#define RECEIVED_MAX 1000 // messages that are looked through for those of a ticket
#define OUTCOMES_MAX 20
#define DIGEST_MAX   50
#define CHANGES_MAX  20

static void
set_row(const Application *a, const Notice *n, const Ticket *t, Vars *entry)
{
    bool over = t->kind == KIND_SOLVED || t->kind == KIND_CLOSED;
    g_autofree char *age = vars_age(a->reception->now - t->created_at, n->language);
    vars_ticket(a, n, t, entry);
    vars_set(entry, "age", age);
    vars_do(a, n, t, "show_link", "#show", entry);
    vars_do_short(a, n, t, "mailto_show", "#show", entry);
    vars_do(a, n, t, "take_link", "#take", entry);
    vars_do(a, n, t, "close_link", "#close", entry);
    if (*t->manager)
        vars_set(entry, "take_link", "");
    if (over)
        vars_set(entry, "close_link", "");
}

// "list mine" → "Tickets: mine"; names and words of the question as they are.
static char *
query_words(const Desk *d, const char *query, const char *language)
{
    static const struct {
        const char *word, *words;
    } LISTS[] = {
        {"mine", N_("mine")},           {"late", N_("late")},       {"open", N_("open")},
        {"nobody", N_("nobody's")},     {"waiting", N_("waiting")}, {"new", N_("new")},
        {"postponed", N_("postponed")}, {"solved", N_("solved")},   {"all", N_("all")},
    };
    const char *space = strchr(query, ' '), *what = space ? space + 1 : "";
    g_autofree char *verb = g_strndup(query, space ? (gsize)(space - query) : strlen(query));
    const Manager *m = desk_manager(d, what);
    const char *words = m ? m->name : what;
    for (size_t i = 0; strcmp(verb, "list") == 0 && i < G_N_ELEMENTS(LISTS); i++)
        if (strcmp(LISTS[i].word, what) == 0)
            words = lang_text(language, LISTS[i].words);
    const char *head = strcmp(verb, "search") == 0 ? lang_text(language, N_("Tickets found"))
                                                   : lang_text(language, N_("Tickets"));
    return g_strdup_printf("%s: %s", head, words);
}

bool
vars_list(const Application *a, const Notice *n, Vars *v, GError **error)
{
    const Reception *r = a->reception;
    const Manager *reader = desk_manager_by_address(r->desk, n->to->address);
    g_auto(TicketQuery) found = {0};
    if (!reader)
        return true;
    if (!ticket_query(r->desk, r->store, reader, n->query, r->now, &found, error))
        return false;
    g_autofree char *query = query_words(r->desk, n->query, n->language);
    vars_set(v, "query", query);
    vars_number(v, "count", found.tickets->len + found.more);
    if (found.more)
        vars_number(v, "more", found.more);
    for (guint i = 0; i < found.tickets->len; i++)
        set_row(a, n, found.tickets->pdata[i], vars_add(v, "tickets"));
    return true;
}

bool
vars_events(const Application *a, const Notice *n, Vars *v, GError **error)
{
    if (!a->ticket || !a->reception->store)
        return true;
    g_autoptr(GPtrArray) events = store_event_list(a->reception->store, a->ticket->number, error);
    if (!events)
        return false;
    for (guint i = events->len > EVENTS_MAX ? events->len - EVENTS_MAX : 0; i < events->len; i++)
        vars_event(a, n, events->pdata[i], vars_add(v, "events"));
    return true;
}

static const char *
outcome_words(const char *outcome, const char *language)
{
    static const struct {
        const char *outcome, *words;
    } ROWS[] = {
        {"new ticket", N_("a new ticket")},
        {"answer", N_("an answer")},
        {"note", N_("a note")},
        {"command", N_("commands")},
        {"bounce", N_("a report of a letter that was not delivered")},
        {"robot", N_("an automatic letter")},
        {"list", N_("a letter to a mailing list")},
        {"loop", N_("a letter of our own that came back")},
        {"spam", N_("spam")},
        {"duplicate", N_("a duplicate")},
        {"refused", N_("refused")},
        {"held", N_("held back")},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        if (strcmp(ROWS[i].outcome, outcome) == 0)
            return lang_text(language, ROWS[i].words);
    return outcome;
}

// What became of the newest mails of the ticket, newest first.
bool
vars_outcomes(const Application *a, const Notice *n, Vars *v, GError **error)
{
    if (!a->ticket || !a->reception->store)
        return true;
    g_autoptr(GPtrArray) list =
        store_received_list(a->reception->store, "", 0, RECEIVED_MAX, error);
    unsigned count = 0;
    for (guint i = 0; list && i < list->len && count < OUTCOMES_MAX; i++) {
        const Received *row = list->pdata[i];
        if (row->ticket != a->ticket->number)
            continue;
        Vars *entry = vars_add(v, "outcomes");
        vars_time(entry, "when", row->at);
        vars_set(entry, "who", row->sender);
        vars_set(entry, "outcome", outcome_words(row->outcome, n->language));
        g_autofree char *why = vars_why(a->reception->desk, row->why, n->language);
        vars_set(entry, "detail", why);
        count++;
    }
    return list != NULL;
}

// Events of one ticket, under its row.
static bool
set_digest_row(const Application *a, const Notice *n, int64_t number, Vars *v, GError **error)
{
    GError *fault = NULL;
    g_autoptr(Ticket) t = store_ticket_get(a->reception->store, number, &fault);
    if (!t) {
        if (fault)
            g_propagate_error(error, fault);
        return fault == NULL;
    }
    Vars *row = vars_add(v, "tickets");
    unsigned count = 0;
    set_row(a, n, t, row);
    for (guint i = 0; i < a->digest->len && count < CHANGES_MAX; i++) {
        const Event *e = a->digest->pdata[i];
        if (e->ticket != number)
            continue;
        vars_event(a, n, e, vars_add(row, "changes"));
        count++;
    }
    return true;
}

bool
vars_digest(const Application *a, const Notice *n, Vars *v, GError **error)
{
    if (!a->digest || !a->reception->store)
        return true;
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);
    guint more = 0;
    for (guint i = 0; i < a->digest->len; i++) {
        Event *e = a->digest->pdata[i];
        if (!g_hash_table_add(seen, &e->ticket))
            continue;
        if (g_hash_table_size(seen) > DIGEST_MAX)
            more++;
        else if (!set_digest_row(a, n, e->ticket, v, error))
            return false;
    }
    vars_number(v, "count", g_hash_table_size(seen));
    if (more)
        vars_number(v, "more", more);
    return true;
}
