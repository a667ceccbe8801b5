// apply_ops.c: the table of the bigger changes, and those of them that change one field of the
// ticket: when it comes back, its type, fields, queue, subject and due time; a text passed on.
//
// Each change does nothing when it is so already, else it is one event and, where it can be taken
// back, one reverse change. Whether it may be done was decided before; values were checked by the
// verbs. Neighbours: apply_people.c, apply_account.c, apply_link.c, apply_copy.c; apply_change.c
// for status, people in charge, priority and tags. The ticket's row is saved by apply.c.

#include "desk/apply_ops.h"

#include "base/clock.h"
#include "base/text.h"

#include <errno.h>
#include <string.h>

#define SUBJECT_MAX 500

static Operation *const OPERATIONS[] = {
    [CHANGE_WAKE] = op_wake,       [CHANGE_TYPE] = op_type,       [CHANGE_FIELD] = op_field,
    [CHANGE_CC_ADD] = op_join,     [CHANGE_CC_REMOVE] = op_leave, [CHANGE_WATCH] = op_watch,
    [CHANGE_QUEUE] = op_queue,     [CHANGE_UNWATCH] = op_unwatch, [CHANGE_TITLE] = op_title,
    [CHANGE_DUE] = op_due,         [CHANGE_TIME] = op_time,       [CHANGE_BILL] = op_bill,
    [CHANGE_MERGE] = op_merge,     [CHANGE_SPLIT] = op_split,     [CHANGE_CLONE] = op_clone,
    [CHANGE_LINK] = op_link,       [CHANGE_FAQ] = op_faq,         [CHANGE_SPAM] = op_spam,
    [CHANGE_FORWARD] = op_forward,
};

bool
apply_operation(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    Operation *run = (size_t)c->kind < G_N_ELEMENTS(OPERATIONS) ? OPERATIONS[c->kind] : NULL;
    return !run || run(a, c, undo, error);
}

void
ops_undo(GPtrArray *undo, const Change *c, ChangeKind kind, const char *value)
{
    if (undo)
        change_add(undo, kind, value, c->by);
}

bool
ops_note(Application *a, const Change *c, const char *detail, GError **error)
{
    return apply_note(a, names_name(CHANGE_NAMES, (int)c->kind), detail, c->by, error);
}

bool
ops_note_on(Application *a, int64_t number, const char *kind, const Change *c, const char *detail,
            GError **error)
{
    g_autoptr(Ticket) other = ticket_new();
    other->number = number;
    Application there = *a;
    there.ticket = other;
    there.message = 0; // it is one of a->ticket, as is what letters tell
    there.done = NULL;
    return apply_note(&there, kind, detail, c->by, error);
}

bool
ops_refuse(Application *a, const Change *c, const char *why, GError **error)
{
    g_autofree char *detail =
        g_strdup_printf("%s: %s", names_name(CHANGE_NAMES, (int)c->kind), why);
    return apply_note(a, "refused", detail, c->by, error);
}

bool
ops_status(Application *a, const Change *c, const Status *status, GPtrArray *undo, GError **error)
{
    if (!status || strcmp(a->ticket->status, status->name) == 0)
        return true;
    Change change = {.kind = CHANGE_STATUS, .value = status->name, .by = c->by};
    return apply_change(a, &change, undo, error);
}

Contact *
ops_contact_again(Application *a, const Contact *c, GError **error)
{
    return store_contact_find(a->reception->store, c->address, error);
}

bool
ops_number(const char *text, int64_t *number, const char **rest)
{
    char *end;
    if (!g_ascii_isdigit(*text))
        return false;
    errno = 0;
    *number = g_ascii_strtoll(text, &end, 10);
    *rest = end + (*end == ' ');
    return errno == 0;
}

void
ops_set(char **text, const char *value)
{
    char *copy = g_strdup(value);
    g_free(*text);
    *text = copy;
}

char *
ops_digits(int64_t number)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

static char *
time_for_people(int64_t at)
{
    return at ? clock_people(at) : g_strdup("none");
}

// Times of the ticket: Unix seconds in the value, "" = none.
static bool
set_time(Application *a, int64_t *field, const Change *c, GPtrArray *undo, GError **error)
{
    int64_t at = 0;
    const char *rest;
    if (*c->value && !ops_number(c->value, &at, &rest))
        return true;
    if (at == *field)
        return true;
    g_autofree char *former = *field ? ops_digits(*field) : g_strdup("");
    ops_undo(undo, c, c->kind, former);
    g_autofree char *old = time_for_people(*field);
    g_autofree char *new = time_for_people(at);
    g_autofree char *detail = g_strdup_printf("%s → %s", old, new);
    *field = at;
    return ops_note(a, c, detail, error);
}

bool
op_wake(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    return set_time(a, &a->ticket->wake_at, c, undo, error);
}

bool
ops_awake(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    Change awake = {.kind = CHANGE_WAKE, .value = (char[]){""}, .by = c->by};
    return op_wake(a, &awake, undo, error);
}

bool
op_due(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    return set_time(a, &a->ticket->due_at, c, undo, error);
}

static bool
set_text(Application *a, char **field, const char *value, const Change *c, GPtrArray *undo,
         GError **error)
{
    if (strcmp(*field, value) == 0)
        return true;
    ops_undo(undo, c, c->kind, *field);
    g_autofree char *detail =
        g_strdup_printf("%s → %s", **field ? *field : "none", *value ? value : "none");
    ops_set(field, value);
    return ops_note(a, c, detail, error);
}

bool
op_type(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    return set_text(a, &a->ticket->type, c->value, c, undo, error);
}

bool
op_title(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    g_autofree char *line = text_one_line(c->value);
    g_autofree char *subject = text_clip(line, SUBJECT_MAX);
    return !*subject || set_text(a, &a->ticket->subject, subject, c, undo, error);
}

bool
op_field(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    size_t length = strcspn(c->value, "=");
    g_autofree char *written = g_strndup(c->value, length);
    const char *value = c->value[length] ? c->value + length + 1 : "";
    const CustomField *field = desk_field(a->reception->desk, written);
    const char *name = field ? field->name : written;
    g_autofree char *old = g_strdup(text_or_empty(ticket_field(a->ticket, name)));
    if (!*name || strcmp(old, value) == 0)
        return true;
    g_autofree char *former = g_strdup_printf("%s=%s", name, old);
    ops_undo(undo, c, CHANGE_FIELD, former);
    ticket_set_field(a->ticket, name, value);
    g_autofree char *detail =
        g_strdup_printf("%s: %s → %s", name, *old ? old : "none", *value ? value : "none");
    return ops_note(a, c, detail, error);
}

// A queue that its manager may not see takes the ticket away from her.
static bool
leave_manager(Application *a, const Queue *queue, const Change *c, GPtrArray *undo, GError **error)
{
    Ticket *t = a->ticket;
    const Manager *m = desk_manager(a->reception->desk, t->manager);
    if (!*t->manager || (m && desk_may_see(a->reception->desk, m, queue)))
        return true;
    ops_undo(undo, c, CHANGE_MANAGER, t->manager);
    g_autofree char *detail = g_strdup_printf("%s → nobody: %s may not see the queue %s",
                                              t->manager, t->manager, queue->name);
    ops_set(&t->manager, "");
    return apply_note(a, "assigned", detail, c->by, error);
}

bool
op_queue(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    const Queue *queue = desk_queue(a->reception->desk, c->value);
    if (!queue || strcmp(a->ticket->queue, queue->name) == 0)
        return true;
    return set_text(a, &a->ticket->queue, queue->name, c, undo, error) &&
           leave_manager(a, queue, c, undo, error);
}

// The letter itself is a notice of the decision; it cannot be taken back by a change.
bool
op_forward(Application *a, const Change *c, GPtrArray *undo, GError **error)
{
    return ops_note(a, c, c->value, error);
}
