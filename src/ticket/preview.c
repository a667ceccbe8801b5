// preview.c: the ticket as it will be once what is planned so far is done, so that rules see what
// earlier ones changed.
//
// Only what the ticket's row shows: text, links, accounts, letters and whatever needs the store are
// desk/apply's matter, and unknown kinds of change do nothing here. Deadlines and measures follow
// when it is applied (promise.c). Values were checked by who planned them; one that makes no sense
// changes nothing. Must say the same as desk/apply_change.c, apply_ops.c and apply_people.c.

#include "ticket/decide.h"

#include "base/text.h"

#include <string.h>

#define SUBJECT_MAX 500

typedef struct {
    const Facts *facts;
    Ticket *ticket;
} Preview;

static void
replace(char **field, char *value_owned)
{
    g_free(*field);
    *field = value_owned;
}

static void
put(char **field, const char *value)
{
    replace(field, g_strdup(value));
}

static bool
find_text(const GPtrArray *list, const char *text, guint *at)
{
    for (*at = 0; *at < list->len; (*at)++)
        if (text_equal_fold(list->pdata[*at], text))
            return true;
    return false;
}

static void
add_once(GPtrArray *list, const char *text)
{
    guint at;
    if (*text && !find_text(list, text, &at))
        g_ptr_array_add(list, g_strdup(text));
}

static void
take_out(GPtrArray *list, const char *text)
{
    guint at;
    if (find_text(list, text, &at))
        g_ptr_array_remove_index(list, at);
}

static void
remove_person(GPtrArray *people, const char *address)
{
    for (guint i = people->len; i-- > 0;)
        if (address_equal(((const Contact *)people->pdata[i])->address, address))
            g_ptr_array_remove_index(people, i);
}

// As far as the facts know who it is.
static Contact *
person(const Facts *f, const char *address, const char *name)
{
    const Contact *known = f->contact;
    bool same = known && address_equal(known->address, address);
    Contact *c = contact_new(address, same ? known->name : name);
    const Company *company = *address ? desk_company_of(f->desk, address) : NULL;
    put(&c->company, company ? company->name : same ? known->company : "");
    if (same) {
        c->id = known->id;
        put(&c->language, known->language);
        put(&c->manager, known->manager);
    }
    return c;
}

static void
join(Preview *p, const char *address, const char *name)
{
    if (!ticket_takes_part(p->ticket, address))
        g_ptr_array_add(p->ticket->participants, person(p->facts, address, name));
}

static void
set_requester(Preview *p, const char *address)
{
    Ticket *t = p->ticket;
    if (t->requester && address_equal(t->requester->address, address))
        return;
    remove_person(t->participants, address);
    if (t->requester && *t->requester->address)
        g_ptr_array_add(t->participants, g_steal_pointer(&t->requester));
    g_clear_pointer(&t->requester, contact_free);
    t->requester = person(p->facts, address, "");
}

static void
set_status(Preview *p, const Status *s)
{
    Ticket *t = p->ticket;
    if (!s || strcmp(t->status, s->name) == 0)
        return;
    int64_t now = p->facts->now;
    put(&t->status, s->name);
    t->kind = s->kind;
    t->status_at = now;
    t->wake_at = s->kind == KIND_POSTPONED ? t->wake_at : 0;
    bool over = s->kind == KIND_SOLVED || s->kind == KIND_CLOSED;
    t->solved_at = over ? (t->solved_at ? t->solved_at : now) : 0;
    t->closed_at = s->kind == KIND_CLOSED ? now : 0;
}

// A status that the other queue does not have becomes one that it has; a manager who may not see it
// loses the ticket.
static void
set_queue(Preview *p, const char *name)
{
    Ticket *t = p->ticket;
    const Desk *d = p->facts->desk;
    const Queue *q = desk_queue(d, name);
    if (!q || strcmp(t->queue, q->name) == 0)
        return;
    put(&t->queue, q->name);
    const Status *s = desk_status(d, t->status);
    set_status(p, s ? queue_status_like(d, q, s) : NULL);
    const Manager *m = desk_manager(d, t->manager);
    if (*t->manager && (!m || !desk_may_see(d, m, q)))
        put(&t->manager, "");
}

static void
set_field(Preview *p, const char *assignment)
{
    size_t length = strcspn(assignment, "=");
    g_autofree char *written = g_strndup(assignment, length);
    const CustomField *field = desk_field(p->facts->desk, written);
    const char *name = field ? field->name : written;
    if (*name)
        ticket_set_field(p->ticket, name, assignment[length] ? assignment + length + 1 : "");
}

static void
set_title(Ticket *t, const char *value)
{
    g_autofree char *line = text_one_line(value);
    if (*line)
        replace(&t->subject, text_clip(line, SUBJECT_MAX));
}

static void
set_time(int64_t *field, const char *value)
{
    if (!*value || g_ascii_isdigit(*value))
        *field = g_ascii_strtoll(value, NULL, 10);
}

void
ticket_preview_change(const Facts *f, Ticket *t, const Change *c)
{
    Preview *p = &(Preview){.facts = f, .ticket = t};
    const Desk *d = f->desk;
    int code;
    switch (c->kind) {
    case CHANGE_STATUS:
        set_status(p, desk_status(d, c->value));
        break;
    case CHANGE_MANAGER:
        put(&t->manager, c->value);
        break;
    case CHANGE_GROUP:
        put(&t->group, c->value);
        break;
    case CHANGE_PRIORITY:
        if (names_code(PRIORITY_NAMES, c->value, &code))
            t->priority = (Priority)code;
        break;
    case CHANGE_TAG_ADD:
        if (!g_ptr_array_find_with_equal_func(t->tags, c->value, g_str_equal, NULL))
            g_ptr_array_add(t->tags, g_strdup(c->value));
        break;
    case CHANGE_TAG_REMOVE: {
        guint at;
        if (g_ptr_array_find_with_equal_func(t->tags, c->value, g_str_equal, &at))
            g_ptr_array_remove_index(t->tags, at);
        break;
    }
    case CHANGE_REQUESTER:
        set_requester(p, c->value);
        break;
    case CHANGE_WAKE:
        set_time(&t->wake_at, c->value);
        break;
    case CHANGE_TYPE:
        put(&t->type, c->value);
        break;
    case CHANGE_FIELD:
        set_field(p, c->value);
        break;
    case CHANGE_CC_ADD:
        if (!desk_queue_by_address(d, c->value))
            join(p, c->value, "");
        break;
    case CHANGE_CC_REMOVE:
        remove_person(t->participants, c->value);
        break;
    case CHANGE_WATCH:
        add_once(t->watchers, c->value);
        break;
    case CHANGE_UNWATCH:
        take_out(t->watchers, c->value);
        break;
    case CHANGE_QUEUE:
        set_queue(p, c->value);
        break;
    case CHANGE_TITLE:
        set_title(t, c->value);
        break;
    case CHANGE_DUE:
        set_time(&t->due_at, c->value);
        break;
    case CHANGE_SPAM:
        if (strcmp(c->value, "-") != 0) {
            t->wake_at = 0;
            set_status(p, desk_status_spam(d, desk_queue(d, t->queue)));
        }
        break;
    case CHANGE_RATE:
        t->rating = (int)g_ascii_strtoll(c->value, NULL, 10);
        break;
    case CHANGE_PROMISE:
        put(&t->promise, c->value);
        break;
    default:
        break;
    }
}

char *
decision_subject(const Decision *d, const Message *m)
{
    return d->subject && *d->subject ? text_clip(d->subject, SUBJECT_MAX)
                                     : ticket_subject_of(m, d->text);
}

char *
ticket_subject_of(const Message *m, const char *text)
{
    if (m && !text_is_empty(message_subject(m)))
        return text_clip(message_subject(m), SUBJECT_MAX);
    g_autofree char *beginning = text_clip(text, 60);
    g_autofree char *line = text_one_line(beginning);
    return g_strdup(*line ? line : "(no subject)");
}

static Ticket *
ticket_to_be(const Facts *f, const Decision *d)
{
    Ticket *t = ticket_new();
    const Status *s = desk_status_first(f->desk, f->queue, KIND_NEW);
    put(&t->queue, f->queue->name);
    put(&t->status, s ? s->name : "");
    t->kind = s ? s->kind : KIND_NEW;
    replace(&t->subject, decision_subject(d, f->message));
    put(&t->manager, d->manager);
    put(&t->language, d->language);
    const Address *who = d->requester ? d->requester : f->sender;
    t->requester = person(f, who ? who->address : "", who ? who->name : "");
    if (*d->language)
        put(&t->requester->language, d->language);
    t->created_at = t->updated_at = t->status_at = f->now;
    return t;
}

// What a robot, a list or a bounce says is nobody's word.
static void
preview_text(const Facts *f, const Decision *d, Ticket *t)
{
    if (d->outcome != OUTCOME_ROBOT && d->outcome != OUTCOME_LIST && d->outcome != OUTCOME_BOUNCE)
        ticket_note_word(t, t->kind, d->direction, f->now);
    if (d->direction == DIRECTION_OUT)
        t->answered_at = t->answered_at ? t->answered_at : f->now;
    t->updated_at = f->now;
}

Ticket *
ticket_preview(const Facts *f, const Decision *d)
{
    Ticket *t = f->ticket && !d->create ? ticket_dup(f->ticket) : ticket_to_be(f, d);
    Preview p = {.facts = f, .ticket = t};
    for (guint i = 0; i < d->joining->len; i++) {
        const Address *a = d->joining->pdata[i];
        join(&p, a->address, a->name);
    }
    if (d->add)
        preview_text(f, d, t);
    for (guint i = 0; i < d->changes->len; i++)
        ticket_preview_change(f, t, d->changes->pdata[i]);
    return t;
}
