// apply_hook.c: the call of a hook: what happened and how the ticket stands, as JSON, frozen in the
// outbox like a letter.
//
// Whether a hook is called is decided by rules; run/deliver_hooks sends it. The ID of a call is not
// its row: rows count anew in a database that was put back from a backup, and a receiver that
// drops repetitions would drop what is new. It stands in the body too, so that it is signed.
//
// Limits: the body stays below 256 kB: of a long text its beginning goes out, of many tags the
// first. Nothing is queued for an import, as no letter is. Neighbours: render.c.

#include "desk/apply_private.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"

#define BODY_MAX (256 * 1024)
#define TEXT_MAX (BODY_MAX / 2)
#define TAGS_MAX 100
#define ID_BYTES 16

static void
put_ticket(Json *j, const Ticket *t)
{
    g_autofree char *created = clock_iso(t->created_at);
    const Contact *c = t->requester;
    json_object(j, "ticket");
    json_number(j, "number", t->number);
    json_text(j, "queue", t->queue);
    json_text(j, "subject", t->subject);
    json_text(j, "status", t->status);
    json_text(j, "priority", names_name(PRIORITY_NAMES, (int)t->priority));
    json_text(j, "type", t->type);
    json_text(j, "manager", t->manager);
    json_text(j, "group", t->group);
    json_array(j, "tags");
    for (guint i = 0; i < MIN(t->tags->len, TAGS_MAX); i++)
        json_text(j, NULL, t->tags->pdata[i]);
    json_end_array(j);
    json_object(j, "requester");
    json_text(j, "address", c ? c->address : "");
    json_text(j, "name", c ? c->name : "");
    json_end_object(j);
    json_text(j, "created_at", created);
    json_end_object(j);
}

static void
put_message(Json *j, const TicketMessage *m, size_t text_max)
{
    if (!m) {
        json_null(j, "message");
        return;
    }
    g_autofree char *text = text_clip(m->text, text_max);
    json_object(j, "message");
    json_text(j, "text", text);
    json_text(j, "author", m->author);
    json_text(j, "direction", names_name(DIRECTION_NAMES, (int)m->direction));
    json_end_object(j);
}

typedef struct {
    const char *id, *event, *rule;
    const TicketMessage *message; // NULL = none
} HookNews;

static Blob *
make_body(const Application *a, const HookNews *news, size_t text_max)
{
    g_auto(Json) j = {0};
    g_autofree char *at = clock_iso(a->reception->now);
    json_init(&j);
    json_object(&j, NULL);
    json_text(&j, "delivery", news->id);
    json_text(&j, "event", news->event);
    json_text(&j, "rule", news->rule);
    json_text(&j, "desk", a->reception->desk->name);
    json_text(&j, "at", at);
    put_ticket(&j, a->ticket);
    put_message(&j, news->message, text_max);
    json_end_object(&j);
    return blob_new_bytes(j.out->str, j.out->len);
}

// Escapes may make a text several times as long: half of it then, until it fits.
static Blob *
make_body_that_fits(const Application *a, const HookNews *news)
{
    size_t text_max = TEXT_MAX;
    Blob *body = make_body(a, news, text_max);
    while (blob_size(body) > BODY_MAX && text_max > 0) {
        blob_free(body);
        text_max /= 2;
        body = make_body(a, news, text_max);
    }
    return body;
}

static bool
queue_call(Application *a, const Hook *h, const HookNews *news, GError **error)
{
    const Reception *r = a->reception;
    g_autoptr(Blob) body = make_body_that_fits(a, news);
    uint8_t sha[32];
    if (!blob_sha256(body, sha, error))
        return false;
    Outgoing o = {
        .ticket = a->ticket->number,
        .message = a->message,
        .template = (char *)"hook",
        .from = (char *)"",
        .to = h->name,
        .subject = (char *)(uintptr_t)news->event,
        .message_id = (char *)(uintptr_t)news->id,
        .raw = store_blob_put(r->store, body, sha, error),
        .size = blob_size(body),
        .state = OUTGOING_QUEUED,
        .queued_at = r->now,
        .next_at = r->now,
        .last_words = (char *)"",
        .hook = h->name,
    };
    return o.raw != 0 && store_outgoing_add(r->store, &o, error);
}

bool
apply_hook(Application *a, const Hook *h, const char *event, const char *rule, GError **error)
{
    const Reception *r = a->reception;
    if (!r->automation)
        return true;
    GError *fault = NULL;
    g_autoptr(TicketMessage) m =
        a->message ? store_message_get(r->store, a->message, &fault) : NULL;
    if (fault) {
        g_propagate_error(error, fault);
        return false;
    }
    g_autofree char *id = random_name(ID_BYTES);
    HookNews news = {.id = id, .event = event, .rule = rule, .message = m};
    g_autofree char *detail = g_strdup_printf("%s: %s", h->name, event);
    Application system = *a;
    system.who = "system";
    return queue_call(a, h, &news, error) && apply_note(&system, "hook", detail, rule, error);
}
