// apply_link.c: what ties two tickets together: links of several kinds, and merging one ticket into
// another.
//
// A merged ticket is closed and says where it went; its messages, people, tags and watchers go
// over, and later mail follows them (merged_into). That is not taken back: two stories that have
// become one cannot be told apart again; nor is what was done before in the ticket that stays,
// for "#undo" after a merge means the merge. Neighbours: apply_copy.c for new tickets made out of
// one.

#include "desk/apply_ops.h"

#include "base/text.h"

#include <string.h>

// A ticket that was merged leads to another one; nobody merges longer chains than this.
#define HOPS_MAX 50

// The ticket that mail for this number ends in; NULL without error = absent.
static Ticket *
find_target(Application *a, int64_t number, GError **error)
{
    for (unsigned hops = 0; hops < HOPS_MAX; hops++) {
        g_autoptr(Ticket) t = store_ticket_get(a->reception->store, number, error);
        if (!t || !t->merged_into)
            return g_steal_pointer(&t);
        number = t->merged_into;
    }
    return NULL;
}

static bool
add_person(Application *a, Ticket *target, const Contact *c, GError **error)
{
    if (!c || !*c->address || ticket_takes_part(target, c->address))
        return true;
    GError *fault = NULL;
    Contact *again = ops_contact_again(a, c, &fault);
    if (again)
        g_ptr_array_add(target->participants, again);
    else if (fault)
        g_propagate_error(error, fault);
    return !fault;
}

static bool
unite_people(Application *a, Ticket *target, GError **error)
{
    const Ticket *t = a->ticket;
    bool done = add_person(a, target, t->requester, error);
    for (guint i = 0; done && i < t->participants->len; i++)
        done = add_person(a, target, t->participants->pdata[i], error);
    return done;
}

static gboolean
equal_fold(gconstpointer a, gconstpointer b)
{
    return text_equal_fold(a, b);
}

static void
unite_words(GPtrArray *into, const GPtrArray *from, GEqualFunc equal)
{
    for (guint i = 0; i < from->len; i++)
        if (!g_ptr_array_find_with_equal_func(into, from->pdata[i], equal, NULL))
            g_ptr_array_add(into, g_strdup(from->pdata[i]));
}

static bool
tell_merged(Application *a, const Change *c, int64_t into, GError **error)
{
    g_autofree char *here =
        g_strdup_printf("into %" G_GINT64_FORMAT "; this cannot be taken back", into);
    g_autofree char *there = g_strdup_printf("%" G_GINT64_FORMAT " came in", a->ticket->number);
    return ops_note(a, c, here, error) && ops_note_on(a, into, "merged", c, there, error);
}

static bool
merge_into(Application *a, const Change *c, Ticket *target, GError **error)
{
    const Reception *r = a->reception;
    Ticket *t = a->ticket;
    unite_words(target->tags, t->tags, g_str_equal);
    unite_words(target->watchers, t->watchers, equal_fold);
    target->updated_at = r->now;
    if (!unite_people(a, target, error) || !store_ticket_save(r->store, target, error) ||
        !store_ticket_merge(r->store, t->number, target->number, error) ||
        !store_undo_set(r->store, target->number, NULL, error))
        return false;
    t->merged_into = target->number;
    return ops_awake(a, c, NULL, error) &&
           ops_status(
               a, c, desk_status_first(r->desk, desk_queue(r->desk, a->ticket->queue), KIND_CLOSED),
               NULL, error) &&
           tell_merged(a, c, target->number, error);
}

bool
op_merge(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    int64_t number;
    const char *rest;
    if (!ops_number(c->value, &number, &rest) || number == a->ticket->merged_into)
        return true;
    if (a->ticket->merged_into)
        return ops_refuse(a, c, "it is a part of another ticket already", error);
    GError *fault = NULL;
    g_autoptr(Ticket) target = find_target(a, number, &fault);
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    if (!target)
        return ops_refuse(a, c, "there is no such ticket", error);
    if (target->number == a->ticket->number)
        return ops_refuse(a, c, "that is this ticket itself", error);
    return merge_into(a, c, target, error);
}

// ── links ──

// Which link leads to the other ticket: its LinkKind, -1 = none.
static bool
find_link(Application *a, int64_t other, int *kind, GError **error)
{
    g_autoptr(GPtrArray) list = store_link_list(a->reception->store, a->ticket->number, error);
    *kind = -1;
    for (guint i = 0; list && i < list->len; i++) {
        const TicketLink *link = list->pdata[i];
        if (link->other == other)
            *kind = (int)link->kind;
    }
    return list != NULL;
}

// no: "" or "no longer ".
static bool
tell_linked(Application *a, const Change *c, int64_t other, LinkKind kind, const char *no,
            GError **error)
{
    const char *back = names_name(LINK_NAMES, (int)link_reverse(kind));
    g_autofree char *here =
        g_strdup_printf("%s%s %" G_GINT64_FORMAT, no, names_name(LINK_NAMES, (int)kind), other);
    g_autofree char *there = g_strdup_printf("%s%s %" G_GINT64_FORMAT, no, back, a->ticket->number);
    return ops_note(a, c, here, error) && ops_note_on(a, other, "linked", c, there, error);
}

static void
undo_link(GPtrArray *undo, const Change *c, int64_t other, int former)
{
    g_autofree char *value = g_strdup_printf("%" G_GINT64_FORMAT " %s", other,
                                             former < 0 ? "-" : names_name(LINK_NAMES, former));
    ops_undo(undo, c, CHANGE_LINK, value);
}

static bool
set_link(Application *a, const Change *c, int64_t other, LinkKind kind, int former, GPtrArray *undo,
         GError **error)
{
    const Reception *r = a->reception;
    GError *fault = NULL;
    g_autoptr(Ticket) there = store_ticket_get(r->store, other, &fault);
    if (fault)
        g_propagate_error(error, fault);
    if (!there)
        return !fault && ops_refuse(a, c, "there is no such ticket", error);
    undo_link(undo, c, other, former);
    return store_link_set(r->store, a->ticket->number, other, kind, r->now, error) &&
           tell_linked(a, c, other, kind, "", error);
}

static bool
remove_link(Application *a, const Change *c, int64_t other, LinkKind former, GPtrArray *undo,
            GError **error)
{
    undo_link(undo, c, other, (int)former);
    return store_link_remove(a->reception->store, a->ticket->number, other, error) &&
           tell_linked(a, c, other, former, "no longer ", error);
}

bool
op_link(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    int64_t other;
    const char *word;
    int kind = -1, former;
    if (!ops_number(c->value, &other, &word) ||
        (strcmp(word, "-") != 0 && !names_code(LINK_NAMES, word, &kind)))
        return true;
    if (other == a->ticket->number)
        return ops_refuse(a, c, "that is this ticket itself", error);
    if (!find_link(a, other, &former, error))
        return false;
    if (kind == former)
        return true;
    return kind >= 0 ? set_link(a, c, other, (LinkKind)kind, former, undo, error)
                     : remove_link(a, c, other, (LinkKind)former, undo, error);
}
