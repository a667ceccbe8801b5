// apply_message.c: the text of a decision becomes a message of the ticket: its row, its words in
// the search index, its IDs in the threads, its signature pictures counted.
//
// Which text that is, and whether it goes to the customer, was decided before.

#include "base/text.h"
#include "desk/apply_private.h"

#include <string.h>

// IDs of the conversation that are kept with the ticket, for References of our letters.
#define REFERENCES_MAX 20
// Of the ancestors that a message names, this many are bound to its ticket.
#define ANCESTORS_MAX         20
#define SIGNATURE_PICTURE_MAX (64 * 1024)

// The message's ID and the ancestors it names lead to this ticket from now on.
static bool
bind_ids(Application *a, const Message *m, GError **error)
{
    Store *store = a->reception->store;
    if (*message_id(m) && !store_thread_add(store, message_id(m), a->ticket->number, error))
        return false;
    g_autofree char *index = thread_index_id(m);
    if (index && !store_thread_add(store, index, a->ticket->number, error))
        return false;
    const GPtrArray *lists[] = {message_in_reply_to(m), message_references(m)};
    for (size_t l = 0; l < G_N_ELEMENTS(lists); l++) {
        guint first = lists[l]->len > ANCESTORS_MAX ? lists[l]->len - ANCESTORS_MAX : 0;
        Token token;
        for (guint i = first; i < lists[l]->len; i++)
            if (!token_parse(lists[l]->pdata[i], &token) &&
                !store_thread_add(store, lists[l]->pdata[i], a->ticket->number, error))
                return false;
    }
    return true;
}

void
ticket_remember_id(Ticket *t, const char *id)
{
    for (guint i = 0; i < t->references->len; i++)
        if (strcmp(t->references->pdata[i], id) == 0)
            return;
    if (t->references->len >= REFERENCES_MAX)
        g_ptr_array_remove_index(t->references, 1); // the root stays
    g_ptr_array_add(t->references, g_strdup(id));
}

// Small pictures that came with an earlier letter of the same sender are part of the signature:
// counted here, left out of letters by render.
static bool
find_repeated(Application *a, GError **error)
{
    const Case *c = a->source;
    const Message *m = c ? c->message : NULL;
    unsigned count = m ? message_attachment_count(m) : 0;
    int64_t sender = c && c->contact        ? c->contact->id
                     : a->ticket->requester ? a->ticket->requester->id
                                            : 0;
    for (unsigned i = 0; i < count && sender; i++) {
        const MessageAttachment *file = message_attachment(m, i);
        if (!file->is_inline || file->size > SIGNATURE_PICTURE_MAX ||
            !g_str_has_prefix(file->type, "image/"))
            continue;
        g_autoptr(Blob) bytes = blob_new();
        uint8_t sha[32];
        if (!message_attachment_read(m, i, bytes, error) || !blob_sha256(bytes, sha, error))
            return false;
        int64_t seen = store_picture_seen(a->reception->store, sender, sha, error);
        if (seen < 0)
            return false;
        if (seen > 0 && !a->repeated) {
            a->repeated = g_byte_array_new();
            g_byte_array_set_size(a->repeated, count);
            memset(a->repeated->data, 0, count);
        }
        if (seen > 0)
            a->repeated->data[i] = 1;
    }
    return true;
}

// The words that a manager wrote above the letter that she forwarded.
static bool
add_note(Application *a, const Decision *d, GError **error)
{
    const Manager *manager = a->proof >= PROOF_L2 ? desk_manager(a->reception->desk, a->who) : NULL;
    g_autoptr(TicketMessage) row = g_new0(TicketMessage, 1);
    row->ticket = a->ticket->number;
    row->direction = DIRECTION_NOTE;
    row->author = g_strdup(manager ? manager->login : a->source->requester->address);
    row->from_name = g_strdup(manager ? manager->name : "");
    row->message_id = g_strdup("");
    row->subject = g_strdup(a->ticket->subject);
    row->text = g_strdup(d->note);
    row->at = a->reception->now;
    return store_message_add(a->reception->store, row, "", error) &&
           apply_note(a, "note", "", "", error);
}

bool
apply_message(Application *a, const Decision *d, GError **error)
{
    const Reception *r = a->reception;
    const Message *m = a->source ? a->source->message : NULL;
    Ticket *t = a->ticket;
    g_autoptr(TicketMessage) row = g_new0(TicketMessage, 1);
    row->ticket = t->number;
    row->raw = a->raw;
    row->direction = d->direction;
    const Address *from = d->requester ? d->requester : a->source ? a->source->requester : NULL;
    row->author = g_strdup(d->requester ? d->requester->address : a->who);
    const Manager *manager = desk_manager(r->desk, a->who);
    row->from_name = g_strdup(manager && d->direction != DIRECTION_IN ? manager->name
                              : from                                  ? from->name
                                                                      : "");
    row->message_id = g_strdup(m ? message_id(m) : "");
    row->subject = g_strdup(m ? message_subject(m) : t->subject);
    row->text = text_clip(d->text, r->desk->limits.message.text);
    row->at = r->now;
    row->attachments = m ? message_attachment_count(m) : 0;
    g_autoptr(GString) search = g_string_new(row->subject);
    g_string_append_printf(search, "\n%s\n%s\n%s", row->from_name, from ? from->address : "",
                           m ? message_text(m) : d->text);
    for (unsigned i = 0; m && i < row->attachments; i++)
        g_string_append_printf(search, "\n%s", message_attachment(m, i)->name);
    if (!store_message_add(r->store, row, search->str, error))
        return false;
    a->message = row->id;
    if (m && (!bind_ids(a, m, error) || (d->direction == DIRECTION_IN && !find_repeated(a, error))))
        return false;
    bool own =
        d->create || (t->requester && from && address_equal(t->requester->address, from->address));
    if (m && d->direction == DIRECTION_IN && own && !a->source->thread.stranger)
        t->quiet = !a->source->nature.may_answer;
    const char *known_id = d->last_id ? d->last_id : m ? message_id(m) : "";
    if (d->direction == DIRECTION_IN && *known_id && !a->source->thread.stranger) {
        g_free(t->last_id);
        t->last_id = g_strdup(known_id);
        ticket_remember_id(t, known_id);
        Token token;
        if (d->last_id && !token_parse(known_id, &token) &&
            !store_thread_add(r->store, known_id, t->number, error))
            return false;
    }
    if (d->direction == DIRECTION_OUT) {
        t->answered_at = t->answered_at ? t->answered_at : r->now;
        if (t->requester && manager && strcmp(t->requester->manager, manager->login) != 0) {
            g_free(t->requester->manager);
            t->requester->manager = g_strdup(manager->login);
            if (!store_contact_save(r->store, t->requester, error))
                return false;
        }
    }
    if (d->note && *d->note && !add_note(a, d, error))
        return false;
    if (d->create)
        return true; // "created" tells it
    static const char *const KINDS[] = {
        [DIRECTION_IN] = "answer", [DIRECTION_OUT] = "reply", [DIRECTION_NOTE] = "note"};
    return apply_note(a, KINDS[d->direction],
                      a->source && a->source->thread.stranger ? "from somebody who takes no part"
                                                              : "",
                      "", error);
}
