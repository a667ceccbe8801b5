// predicate_mail.c: what conditions see of a message: who wrote, to whom, headers, words, files.
//
// Without a message there is nothing to see. Only the message's own words count, never what it
// quotes. Neighbours: predicate.c (the table), predicate_ticket.c.
#include "ticket/predicate.h"

#include "mail/header.h"

#include <string.h>

void
see_channel(Look *look)
{
    int code;
    const char *channel = look->view->channel;
    if (channel && names_code(look->leaf->info->work->names, channel, &code))
        look_number(look, code);
}

// Of several From addresses the first one counts.
void
see_from(Look *look)
{
    const RuleView *v = look->view;
    const GPtrArray *from = v->message ? message_from(v->message) : NULL;
    if (v->sender)
        look_text(look, v->sender->address);
    else if (from && from->len)
        look_text(look, ((const Address *)from->pdata[0])->address);
}

static void
look_addresses(Look *look, const GPtrArray *list)
{
    for (guint i = 0; i < list->len; i++)
        look_text(look, ((const Address *)list->pdata[i])->address);
}

void
see_to(Look *look)
{
    if (look->view->message)
        look_addresses(look, message_to(look->view->message));
}

void
see_cc(Look *look)
{
    if (look->view->message)
        look_addresses(look, message_cc(look->view->message));
}

void
see_header(Look *look)
{
    const Message *m = look->view->message;
    for (guint i = 0; m && i < look->leaf->tests->len; i++) {
        const Test *t = look->leaf->tests->pdata[i];
        const GPtrArray *values = message_header_all(m, t->name);
        if (values->len == 0 && t->absent)
            look_test(look, t, "");
        for (guint j = 0; j < values->len; j++) {
            const char *raw = values->pdata[j];
            g_autofree char *decoded = strstr(raw, "=?") ? header_decode(raw, NULL) : NULL;
            look_test(look, t, decoded ? decoded : raw);
        }
    }
}

static void
set_subject(Subject *s, const char *text)
{
    if (!s->text) {
        s->text = text;
        s->len = strlen(text);
    }
}

void
see_subject(Look *look)
{
    RuleView *v = look->view;
    if (!v->message) {
        look_text(look, v->ticket->subject);
        return;
    }
    set_subject(&v->subject, message_subject(v->message));
    look_subject(look, &v->subject);
}

void
see_body(Look *look)
{
    RuleView *v = look->view;
    if (!v->message && (!v->text || !*v->text))
        return;
    set_subject(&v->body, v->text ? v->text : "");
    look_subject(look, &v->body);
}

void
see_attachment(Look *look)
{
    const Message *m = look->view->message;
    for (unsigned i = 0; m && i < message_attachment_count(m); i++)
        look_text(look, message_attachment(m, i)->name);
}

void
see_attachment_type(Look *look)
{
    const Message *m = look->view->message;
    for (unsigned i = 0; m && i < message_attachment_count(m); i++)
        look_text(look, message_attachment(m, i)->type);
}

void
see_attachment_size(Look *look)
{
    const Message *m = look->view->message;
    for (unsigned i = 0; m && i < message_attachment_count(m); i++)
        look_number(look, (int64_t)MIN(message_attachment(m, i)->size, (uint64_t)INT64_MAX));
}

void
see_nature(Look *look)
{
    if (look->view->nature)
        look_number(look, look->view->nature->kind);
}

void
see_first(Look *look)
{
    look_number(look, look->view->first);
}

void
see_newcomer(Look *look)
{
    look_number(look, look->view->newcomer);
}

void
see_sender(Look *look)
{
    const RuleView *v = look->view;
    const Contact *requester = v->ticket->requester;
    if (!v->sender)
        return;
    const char *address = v->sender->address;
    if (requester && address_equal(requester->address, address))
        look_number(look, SENDER_REQUESTER);
    else if (desk_manager_by_address(v->desk, address))
        look_number(look, SENDER_MANAGER);
    else if (ticket_takes_part(v->ticket, address))
        look_number(look, SENDER_PARTICIPANT);
    else
        look_number(look, SENDER_STRANGER);
}

// The headers of SpamAssassin, rspamd and what writes alike; the number stands behind `before`.
// The highest of all counts: a sender may have put some in himself, but gains nothing by it.
void
see_spam_score(Look *look)
{
    static const struct {
        const char *header, *before;
    } SCORES[] = {{"X-Spam-Score", ""},
                  {"X-Spam-Status", "score="},
                  {"X-Spam-Status", "hits="},
                  {"X-Rspamd-Score", ""},
                  {"X-Spamd-Result", "["}};
    const Message *m = look->view->message;
    int64_t highest = INT64_MIN;
    for (size_t i = 0; m && i < G_N_ELEMENTS(SCORES); i++) {
        const GPtrArray *values = message_header_all(m, SCORES[i].header);
        for (guint j = 0; j < values->len; j++) {
            int64_t score;
            const char *at = strstr(values->pdata[j], SCORES[i].before);
            if (at && decimal_read(at + strlen(SCORES[i].before), &score))
                highest = MAX(highest, score);
        }
    }
    if (highest > INT64_MIN)
        look_number(look, highest);
}
