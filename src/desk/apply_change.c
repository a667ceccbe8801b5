// apply_change.c: the changes of a decision, one by one, each with an event of its own and the
// change that takes it back; and what became of a letter of ours.
//
// A change to what is already so does nothing and is no event. The ticket's row is saved by apply.c
// when all are done. The bigger changes are apply_ops.c, those of waiting letters apply_care.c.

#include "base/text.h"
#include "desk/apply_private.h"

#include <string.h>

static void
take_back(GPtrArray *undo, ChangeKind kind, const char *value)
{
    if (undo)
        change_add(undo, kind, value, "undo");
}

static bool
change_status(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    Ticket *t = a->ticket;
    const Status *s = desk_status(a->reception->desk, c->value);
    if (!s || strcmp(t->status, s->name) == 0)
        return true;
    g_autofree char *detail = g_strdup_printf("%s → %s", t->status, s->name);
    take_back(undo, CHANGE_STATUS, t->status);
    if (t->wake_at && s->kind != KIND_POSTPONED) {
        g_autofree char *then = g_strdup_printf("%" G_GINT64_FORMAT, t->wake_at);
        take_back(undo, CHANGE_WAKE, then);
        t->wake_at = 0;
    }
    g_free(t->status);
    t->status = g_strdup(s->name);
    t->kind = s->kind;
    bool over = s->kind == KIND_SOLVED || s->kind == KIND_CLOSED;
    t->solved_at = over ? (t->solved_at ? t->solved_at : a->reception->now) : 0;
    t->closed_at = s->kind == KIND_CLOSED ? a->reception->now : 0;
    return apply_note(a, "status", detail, c->by, error);
}

static bool
change_text(Application *a, char **field, const Change *c, const char *kind, GPtrArray *undo,
            GError **error)
{
    if (strcmp(*field, c->value) == 0)
        return true;
    take_back(undo, c->kind, *field);
    g_autofree char *detail =
        g_strdup_printf("%s → %s", **field ? *field : "nobody", *c->value ? c->value : "nobody");
    g_free(*field);
    *field = g_strdup(c->value);
    return apply_note(a, kind, detail, c->by, error);
}

static bool
change_tag(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    GPtrArray *tags = a->ticket->tags;
    guint at;
    bool has = g_ptr_array_find_with_equal_func(tags, c->value, g_str_equal, &at);
    if (has == (c->kind == CHANGE_TAG_ADD))
        return true;
    take_back(undo, has ? CHANGE_TAG_ADD : CHANGE_TAG_REMOVE, c->value);
    if (has)
        g_ptr_array_remove_index(tags, at);
    else
        g_ptr_array_add(tags, g_strdup(c->value));
    return apply_note(a, names_name(CHANGE_NAMES, (int)c->kind), c->value, c->by, error);
}

static bool
change_priority(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    int code;
    if (!names_code(PRIORITY_NAMES, c->value, &code) || (Priority)code == a->ticket->priority)
        return true;
    g_autofree char *detail =
        g_strdup_printf("%s → %s", names_name(PRIORITY_NAMES, (int)a->ticket->priority), c->value);
    take_back(undo, CHANGE_PRIORITY, names_name(PRIORITY_NAMES, (int)a->ticket->priority));
    a->ticket->priority = (Priority)code;
    return apply_note(a, "priority", detail, c->by, error);
}

static bool
change_requester(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    Ticket *t = a->ticket;
    if (t->requester && address_equal(t->requester->address, c->value))
        return true;
    g_autoptr(Address) address = address_new("", c->value);
    Contact *next = apply_contact(a, address, "", error);
    if (!next)
        return false;
    g_autofree char *detail =
        g_strdup_printf("%s → %s", t->requester ? t->requester->address : "nobody", c->value);
    bool took_part = ticket_takes_part(t, c->value);
    for (guint i = t->participants->len; i-- > 0;)
        if (address_equal(((Contact *)t->participants->pdata[i])->address, c->value))
            g_ptr_array_remove_index(t->participants, i);
    if (t->requester && *t->requester->address) {
        // Taking back goes from the last to the first: the former requester comes back, then the
        // newcomer leaves.
        if (!took_part)
            take_back(undo, CHANGE_CC_REMOVE, c->value);
        take_back(undo, CHANGE_REQUESTER, t->requester->address);
    }
    if (t->requester && *t->requester->address)
        g_ptr_array_add(t->participants, g_steal_pointer(&t->requester));
    g_clear_pointer(&t->requester, contact_free);
    t->requester = next;
    return apply_note(a, "requester", detail, c->by, error);
}

static bool
change_rating(Application *a, const Change *c, GError **error)
{
    Ticket *t = a->ticket;
    t->rating = (int)g_ascii_strtoll(c->value, NULL, 10);
    return store_rating_set(a->reception->store, t->number, t->rating, t->review, a->reception->now,
                            error) &&
           apply_note(a, "rated", c->value, c->by, error);
}

static bool
change_promise(Application *a, const Change *c, GError **error)
{
    Ticket *t = a->ticket;
    if (strcmp(t->promise, c->value) == 0)
        return true;
    g_autofree char *detail = g_strdup_printf("%s → %s", *t->promise ? t->promise : "none",
                                              *c->value ? c->value : "none");
    g_free(t->promise);
    t->promise = g_strdup(c->value);
    return apply_note(a, "promise", detail, c->by, error);
}

static bool
call_hook(Application *a, const Change *c, GError **error)
{
    const Hook *hook = desk_hook(a->reception->desk, c->value);
    return !hook || apply_hook(a, hook, a->event, c->by, error);
}

bool
apply_change(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    Ticket *t = a->ticket;
    switch (c->kind) {
    case CHANGE_STATUS:
        return change_status(a, c, undo, error);
    case CHANGE_MANAGER:
        if (*c->value && strcmp(t->manager, c->value) != 0 &&
            !store_assign_note(a->reception->store, c->value, a->reception->now, error))
            return false;
        return change_text(a, &t->manager, c, "assigned", undo, error);
    case CHANGE_GROUP:
        return change_text(a, &t->group, c, "group", undo, error);
    case CHANGE_PRIORITY:
        return change_priority(a, c, undo, error);
    case CHANGE_TAG_ADD:
    case CHANGE_TAG_REMOVE:
        return change_tag(a, c, undo, error);
    case CHANGE_REQUESTER:
        return change_requester(a, c, undo, error);
    case CHANGE_RATE:
        return change_rating(a, c, error);
    case CHANGE_PROMISE:
        return change_promise(a, c, error);
    case CHANGE_HOOK:
        return call_hook(a, c, error);
    case CHANGE_REMARK:
        return apply_note(a, "remark", c->value, c->by, error);
    default:
        return apply_operation(a, c, undo, error);
    }
}

static bool
mark_failed(Application *a, const Decision *d, GError **error)
{
    Outgoing *o = a->source->bounced;
    if (o->state == OUTGOING_FAILED)
        return true;
    o->state = OUTGOING_FAILED;
    o->warned = true; // this decision tells it
    g_free(o->last_words);
    o->last_words = g_strdup(d->why);
    return store_outgoing_update(a->reception->store, o, error);
}

// What became of a letter of ours, or of a call: the outbox, the address and the history learn it.
bool
apply_fate(Application *a, const Decision *d, GError **error)
{
    static const char *const EVENTS[] = {"", "bounced", "bounced", "late", "complaint"};
    if (d->fate == FATE_NONE)
        return true;
    if (outgoing_is_hook(a->source->bounced)) {
        const char *kind = d->fate == FATE_LATE ? "hook-late" : "hook-failed";
        return !a->ticket || apply_note(a, kind, d->why, "", error);
    }
    Store *store = a->reception->store;
    const char *to = a->source->bounced->to;
    int64_t now = a->reception->now;
    bool done = true;
    switch (d->fate) {
    case FATE_FAILED_HARD:
        done =
            mark_failed(a, d, error) && store_contact_undeliverable(store, to, now, d->why, error);
        break;
    case FATE_FAILED_SOFT:
        done =
            mark_failed(a, d, error) && store_contact_soft_failure(store, to, now, d->why, error);
        break;
    case FATE_NONE:
    case FATE_LATE:
        break;
    case FATE_COMPLAINT:
        done = store_contact_complained(store, to, now, error);
        break;
    }
    Application system = *a;
    system.who = "system";
    return done && (!a->ticket || apply_note(&system, EVENTS[d->fate], d->why, "", error));
}
