// evidence.c: which ticket a message belongs to, from strongest evidence to weakest: our keyed
// Message-IDs and reply addresses, IDs that are stored, the subject marker (PRODUCT 3, TRUST 3
// "Tickets").
//
// Pure: the store finds what the keys lead to in between. Evidence alone is not admission: a marker
// or a customer's ID lets in only people who take part; our own ID in a stranger's hands gives no
// more than a message to be reviewed. What somebody may do then is decided in decide.c.

#include "ticket/evidence.h"

#include "base/text.h"
#include "mail/forward.h"

#include <string.h>

// More markers than this in one subject are no evidence of anything.
#define MARKERS_MAX 8
// Reply addresses of ours that one message may name; a real answer names one.
#define ADDRESSES_MAX 8
// Bytes of a Thread-Index that all mails of a conversation share: a header, a date and a GUID.
#define INDEX_ROOT 22
#define DAY        (24 * 3600)

void
thread_ticket_free(ThreadTicket *t)
{
    if (!t)
        return;
    g_free(t->queue);
    g_clear_pointer(&t->people, g_ptr_array_unref);
    g_free(t);
}

void
thread_id_free(ThreadId *t)
{
    if (!t)
        return;
    g_free(t->message_id);
    g_free(t);
}

ThreadFound *
thread_found_new(void)
{
    ThreadFound *f = g_new0(ThreadFound, 1);
    f->ids = g_ptr_array_new_with_free_func((GDestroyNotify)thread_id_free);
    f->tickets = g_ptr_array_new_with_free_func((GDestroyNotify)thread_ticket_free);
    return f;
}

void
thread_found_free(ThreadFound *f)
{
    if (!f)
        return;
    g_ptr_array_unref(f->ids);
    g_ptr_array_unref(f->tickets);
    g_free(f);
}

void
thread_keys_clear(ThreadKeys *keys)
{
    g_clear_pointer(&keys->ids, g_ptr_array_unref);
    g_clear_pointer(&keys->tokens, g_array_unref);
    g_clear_pointer(&keys->markers, g_array_unref);
}

void
thread_choice_clear(ThreadChoice *c)
{
    g_clear_pointer(&c->tried, g_ptr_array_unref);
}

static void
add_id(ThreadKeys *keys, GHashTable *seen, const char *id)
{
    if (!g_hash_table_add(seen, (gpointer)id))
        return;
    g_ptr_array_add(keys->ids, g_strdup(id));
    Token token;
    if (token_parse(id, &token))
        g_array_append_val(keys->tokens, token);
}

static void
add_addresses(const Desk *d, const GPtrArray *list, ThreadKeys *keys, guint end)
{
    for (guint i = 0; i < list->len && keys->tokens->len < end; i++) {
        const char *address = ((const Address *)list->pdata[i])->address;
        Token token;
        bool known = !token_parse_address(address, &token) || !desk_queue_by_address(d, address);
        for (guint j = 0; !known && j < keys->tokens->len; j++)
            known = strcmp(g_array_index(keys->tokens, Token, j).code, token.code) == 0;
        if (!known)
            g_array_append_val(keys->tokens, token);
    }
}

// An answer names the reply address in To; where a list or a forward rewrote that, a header that
// the delivery left still does.
static void
find_reply_addresses(const Message *m, const Desk *d, ThreadKeys *keys)
{
    static const char *const HEADERS[] = {"Delivered-To", "X-Original-To", "Envelope-To"};
    guint end = keys->tokens->len + ADDRESSES_MAX;
    add_addresses(d, message_to(m), keys, end);
    add_addresses(d, message_cc(m), keys, end);
    for (size_t i = 0; i < G_N_ELEMENTS(HEADERS); i++) {
        const char *value = message_header(m, HEADERS[i]);
        g_autoptr(GPtrArray) list = address_list_parse(text_or_empty(value), ADDRESSES_MAX);
        add_addresses(d, list, keys, end);
    }
}

// "[HD#12]" for the marker of any queue: a ticket may have come in by another queue than its
// answer.
static void
find_markers(const Desk *d, const char *subject, GArray *markers)
{
    for (const char *p = strchr(subject, '['); p && markers->len < MARKERS_MAX;
         p = strchr(p + 1, '[')) {
        const char *hash = strchr(p, '#');
        if (!hash)
            return;
        g_autofree char *prefix = g_strndup(p + 1, (size_t)(hash - p - 1));
        size_t digits = strspn(hash + 1, "0123456789");
        if (digits == 0 || digits > 15 || hash[1 + digits] != ']')
            continue;
        int64_t number = g_ascii_strtoll(hash + 1, NULL, 10);
        for (guint i = 0; i < d->queues->len; i++) {
            const Queue *q = d->queues->pdata[i];
            if (g_ascii_strcasecmp(q->marker, prefix) != 0)
                continue;
            bool known = false;
            for (guint j = 0; j < markers->len; j++)
                known = known || g_array_index(markers, int64_t, j) == number;
            if (!known)
                g_array_append_val(markers, number);
            break;
        }
    }
}

char *
thread_index_id(const Message *m)
{
    const char *header = message_header(m, "Thread-Index");
    if (!header || strlen(header) > 4096)
        return NULL;
    gsize len = 0;
    g_autofree guchar *bytes = g_base64_decode(header, &len);
    if (!bytes || len < INDEX_ROOT)
        return NULL;
    g_autofree char *root = g_base64_encode(bytes, INDEX_ROOT);
    return g_strdup_printf("thread-index:%s", root);
}

void
thread_keys(const Message *m, const Desk *d, const Queue *q, ThreadKeys *out)
{
    out->ids = g_ptr_array_new_with_free_func(g_free);
    out->tokens = g_array_new(FALSE, FALSE, sizeof(Token));
    out->markers = g_array_new(FALSE, FALSE, sizeof(int64_t));
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    const GPtrArray *reply = message_in_reply_to(m);
    for (guint i = 0; i < reply->len; i++)
        add_id(out, seen, reply->pdata[i]);
    const GPtrArray *references = message_references(m);
    for (guint i = references->len; i-- > 0;)
        add_id(out, seen, references->pdata[i]);
    // The weakest of IDs, so the last: all mails of an Outlook conversation share it.
    g_autofree char *index = thread_index_id(m);
    if (index)
        add_id(out, seen, index);
    find_reply_addresses(m, d, out);
    out->forward = subject_is_forward(message_subject(m));
    find_markers(d, message_subject(m), out->markers);
}

static const ThreadTicket *
found_ticket(const ThreadFound *found, int64_t number)
{
    for (guint i = 0; i < found->tickets->len; i++) {
        const ThreadTicket *t = found->tickets->pdata[i];
        if (t->ticket == number)
            return t;
    }
    return NULL;
}

static bool
takes_part(const ThreadTicket *t, const Desk *d, const char *sender)
{
    if (!*sender)
        return false;
    for (guint i = 0; i < t->people->len; i++)
        if (address_equal(t->people->pdata[i], sender))
            return true;
    // To a manager a ticket that she may not see is none: no letter of ours tells of it.
    const Manager *m = desk_manager_by_address(d, sender);
    return m && desk_may_see(d, m, desk_queue(d, text_or_empty(t->queue)));
}

// A manager may answer from any of her registered addresses; what was made for a manager is worth
// nothing in the hands of somebody who is none any more.
static TokenState
token_state(const Token *t, const Desk *d, const char *sender, int64_t now)
{
    TokenState state = token_check(d->keys, t, *sender ? sender : "-", now);
    const Manager *m = *sender ? desk_manager_by_address(d, sender) : NULL;
    bool active = m && m->active;
    // A reply address cannot tell another recipient's code from a forged one.
    TokenState other = t->address ? TOKEN_FORGED : TOKEN_OTHER_RECIPIENT;
    for (guint i = 0; active && state == other && i < m->addresses->len; i++)
        state = token_check(d->keys, t, m->addresses->pdata[i], now);
    if (t->purpose == TOKEN_RATE)
        return TOKEN_FORGED; // a link's token is no Message-ID
    return state == TOKEN_VALID && token_is_for_managers(t->purpose) && !active
               ? TOKEN_OTHER_RECIPIENT
               : state;
}

G_GNUC_PRINTF(2, 3)
static void
tried(ThreadChoice *c, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_ptr_array_add(c->tried, g_strdup_vprintf(format, args));
    va_end(args);
}

static bool
choose_by_token(const ThreadKeys *keys, const ThreadFound *found, const Desk *d, const char *sender,
                int64_t now, ThreadChoice *out)
{
    static const char *const STATES[] = {"valid for this sender", "expired",
                                         "made for another recipient", "forged"};
    for (guint i = 0; i < keys->tokens->len; i++) {
        const Token *t = &g_array_index(keys->tokens, Token, i);
        TokenState state = token_state(t, d, sender, now);
        const ThreadTicket *ticket = found_ticket(found, t->ticket);
        tried(out, "our %s of ticket %" G_GINT64_FORMAT ": %s%s",
              t->address ? "reply address" : "Message-ID", t->ticket,
              t->address && state == TOKEN_FORGED ? "forged or of another recipient"
                                                  : STATES[state],
              ticket ? "" : ", no such ticket");
        // A letter about no ticket (a list) still tells who answers.
        if (state == TOKEN_FORGED || (!ticket && (t->ticket || !token_is_for_managers(t->purpose))))
            continue;
        out->ticket = t->ticket;
        out->token = *t;
        bool part = ticket && takes_part(ticket, d, sender);
        // Who was taken out of the ticket keeps our letters, but not what they were worth.
        bool left = state == TOKEN_VALID && t->purpose == TOKEN_CUSTOMER && !part;
        if (left)
            tried(out, "its recipient takes no part any more");
        out->token_valid = state == TOKEN_VALID && !left;
        out->by = out->token_valid ? "token" : "our id";
        out->stranger = !out->token_valid && !part;
        return true;
    }
    return false;
}

static bool
choose_by_id(const ThreadKeys *keys, const ThreadFound *found, const Desk *d, const char *sender,
             ThreadChoice *out)
{
    g_autoptr(GHashTable) stored = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < found->ids->len; i++) {
        ThreadId *id = found->ids->pdata[i];
        g_hash_table_insert(stored, id->message_id, id);
    }
    for (guint i = 0; i < keys->ids->len; i++) {
        const ThreadId *id = g_hash_table_lookup(stored, keys->ids->pdata[i]);
        const ThreadTicket *ticket = id ? found_ticket(found, id->ticket) : NULL;
        if (!ticket)
            continue;
        bool part = takes_part(ticket, d, sender);
        tried(out, "stored Message-ID %s of ticket %" G_GINT64_FORMAT ": %s", id->message_id,
              id->ticket, part ? "sender takes part" : "sender takes no part");
        if (!part) {
            out->suggest = out->suggest ? out->suggest : id->ticket;
            continue;
        }
        out->ticket = id->ticket;
        out->by = "reply";
        return true;
    }
    return false;
}

static void
choose_by_marker(const ThreadKeys *keys, const ThreadFound *found, const Desk *d,
                 const char *sender, ThreadChoice *out)
{
    for (guint i = 0; i < keys->markers->len; i++) {
        int64_t number = g_array_index(keys->markers, int64_t, i);
        const ThreadTicket *ticket = found_ticket(found, number);
        bool part = ticket && takes_part(ticket, d, sender);
        const char *fate = !ticket                  ? "no such ticket"
                           : !part                  ? "sender takes no part"
                           : keys->markers->len > 1 ? "several markers: to be reviewed"
                                                    : "sender takes part";
        tried(out, "subject marker %" G_GINT64_FORMAT ": %s", number, fate);
        if (!ticket)
            continue;
        if (part && keys->markers->len == 1) {
            out->ticket = number;
            out->by = "marker";
        } else if (!out->suggest) {
            out->suggest = number;
        }
    }
}

static void
drop_ticket(ThreadChoice *c)
{
    c->ticket = 0;
    c->by = "";
    c->token_valid = c->stranger = false;
}

void
thread_begin_anew(ThreadChoice *c, const char *why)
{
    tried(c, "ticket %" G_GINT64_FORMAT " %s%s", c->ticket, why,
          c->stranger ? "" : ": a new one is linked to it");
    if (c->stranger)
        c->suggest = c->ticket;
    else
        c->linked = c->ticket;
    drop_ticket(c);
}

void
thread_choose(const ThreadKeys *keys, const ThreadFound *found, const Desk *d, const char *sender,
              int64_t now, ThreadChoice *out)
{
    *out = (ThreadChoice){.by = "", .tried = g_ptr_array_new_with_free_func(g_free)};
    if (!choose_by_token(keys, found, d, sender, now, out) &&
        !choose_by_id(keys, found, d, sender, out))
        choose_by_marker(keys, found, d, sender, out);
    const ThreadTicket *ticket = found_ticket(found, out->ticket);
    bool managers = out->token_valid && token_is_for_managers(out->token.purpose);
    bool over = ticket && ticket->closed_at > 0 &&
                now - ticket->closed_at > (int64_t)d->limits.reopen_days * DAY;
    if (!ticket || (!keys->forward && (!over || managers)))
        return;
    if (!keys->forward) {
        thread_begin_anew(out, "is over for too long");
        return;
    }
    tried(out, "a forward of ticket %" G_GINT64_FORMAT " starts one of its own", out->ticket);
    out->suggest = out->ticket;
    drop_ticket(out);
}
