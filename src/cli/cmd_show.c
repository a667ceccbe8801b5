// cmd_show.c: one ticket: fields, conversation, history; or the original bytes of a message.
//
// Attachments are read from the stored original each time: they are kept once, inside it.

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/show_work.h"
#include "mail/message.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>

typedef struct {
    Store *store;
    const Desk *desk;
    const Ticket *ticket;
    GPtrArray *messages, *events, *pending;
    const TicketWork *work;
    int64_t now;
} View;

static void
put_attachments(Json *j, const View *v, const TicketMessage *m)
{
    json_array(j, "attachments");
    g_autoptr(Blob) raw = m->attachments && m->raw ? store_blob_get(v->store, m->raw, NULL) : NULL;
    g_autoptr(Message) parsed = raw ? message_parse(raw, &v->desk->limits.message, NULL) : NULL;
    for (unsigned i = 0; parsed && i < message_attachment_count(parsed); i++) {
        const MessageAttachment *a = message_attachment(parsed, i);
        json_object(j, NULL);
        json_text(j, "name", a->name);
        json_text(j, "type", a->type);
        json_number(j, "size", (int64_t)a->size);
        json_end_object(j);
    }
    json_end_array(j);
}

static void
put_contact(Json *j, const char *key, const Contact *c)
{
    json_object(j, key);
    json_text(j, "name", c ? c->name : "");
    json_text(j, "address", c ? c->address : "");
    json_end_object(j);
}

static void
put_fields(Json *j, const Ticket *t)
{
    json_number(j, "number", t->number);
    json_text(j, "subject", t->subject);
    json_text(j, "status", t->status);
    json_text(j, "kind", status_kind_name(t->kind));
    json_text(j, "manager", t->manager);
    json_text(j, "group", t->group);
    json_text(j, "queue", t->queue);
    json_text(j, "priority", names_name(PRIORITY_NAMES, (int)t->priority));
    json_text(j, "language", t->language);
    json_texts(j, "tags", t->tags);
    put_contact(j, "requester", t->requester);
    json_array(j, "participants");
    for (guint i = 0; i < t->participants->len; i++)
        put_contact(j, NULL, t->participants->pdata[i]);
    json_end_array(j);
    json_number(j, "created", t->created_at);
    json_number(j, "updated", t->updated_at);
    if (t->rating) {
        json_object(j, "rating");
        json_number(j, "score", t->rating);
        json_text(j, "review", t->review);
        json_end_object(j);
    } else {
        json_null(j, "rating");
    }
}

static void
print_json(const View *v)
{
    g_auto(Json) j = {0};
    json_init(&j);
    json_object(&j, NULL);
    put_fields(&j, v->ticket);
    ticket_work_put(&j, v->desk, v->ticket, v->work, v->now);
    json_array(&j, "messages");
    for (guint i = 0; i < v->messages->len; i++) {
        const TicketMessage *m = v->messages->pdata[i];
        json_object(&j, NULL);
        json_number(&j, "id", m->id);
        json_text(&j, "direction", names_name(DIRECTION_NAMES, (int)m->direction));
        json_text(&j, "from", m->author);
        json_text(&j, "name", m->from_name);
        json_number(&j, "date", m->at);
        json_text(&j, "message_id", m->message_id);
        json_text(&j, "subject", m->subject);
        json_text(&j, "text", m->text);
        put_attachments(&j, v, m);
        json_end_object(&j);
    }
    json_end_array(&j);
    json_array(&j, "events");
    for (guint i = 0; i < v->events->len; i++) {
        const Event *e = v->events->pdata[i];
        json_object(&j, NULL);
        json_number(&j, "at", e->at);
        json_text(&j, "kind", e->kind);
        json_text(&j, "who", e->who);
        json_text(&j, "proof", e->proof);
        json_text(&j, "rule", e->rule);
        json_text(&j, "config", e->config);
        json_text(&j, "detail", e->detail);
        json_end_object(&j);
    }
    json_end_array(&j);
    json_end_object(&j);
    fputs(j.out->str, stdout);
}

// ", waits" behind a letter that has not left, "" else.
static const char *
letter_state(const View *v, const Event *e)
{
    for (guint i = 0; strcmp(e->kind, "sent") == 0 && i < v->pending->len; i++) {
        const PendingLetter *p = v->pending->pdata[i];
        g_autofree char *detail = g_strdup_printf("%s to %s", p->template, p->to);
        if (p->message == e->message && strcmp(detail, e->detail) == 0)
            return p->held ? ", held" : ", waits";
    }
    return "";
}

static void
print_text(const View *v)
{
    const Ticket *t = v->ticket;
    g_autofree char *subject = text_one_line(t->subject);
    g_autofree char *created = clock_people(t->created_at);
    printf("ticket %" G_GINT64_FORMAT ": %s\n", t->number, subject);
    printf("status %s, manager %s, priority %s, queue %s, created %s\n", t->status,
           *t->manager ? t->manager
           : *t->group ? t->group
                       : "nobody",
           names_name(PRIORITY_NAMES, (int)t->priority), t->queue, created);
    if (t->requester)
        printf("customer %s%s<%s>%s%s\n", t->requester->name, *t->requester->name ? " " : "",
               t->requester->address, *t->requester->company ? ", " : "", t->requester->company);
    for (guint i = 0; i < t->participants->len; i++)
        printf("with %s\n", ((const Contact *)t->participants->pdata[i])->address);
    if (t->rating)
        printf("rating %d of 5%s%s\n", t->rating, *t->review ? ": " : "", t->review);
    ticket_work_print(v->desk, t, v->work, v->now);
    for (guint i = 0; i < v->messages->len; i++) {
        const TicketMessage *m = v->messages->pdata[i];
        static const char *const SIGNS[] = {"from the customer", "to the customer", "note"};
        g_autofree char *at = clock_people(m->at);
        g_autofree char *text = text_normal(m->text);
        printf("\n── %s, %s, %s (message %" G_GINT64_FORMAT ")\n%s\n",
               *m->from_name ? m->from_name : m->author, SIGNS[m->direction], at, m->id, text);
        if (m->attachments)
            printf("[%u attachments: helpdesk show --json, --raw %" G_GINT64_FORMAT "]\n",
                   m->attachments, m->id);
    }
    printf("\nhistory\n");
    for (guint i = 0; i < v->events->len; i++) {
        const Event *e = v->events->pdata[i];
        g_autofree char *at = clock_people(e->at);
        g_autofree char *detail = text_one_line(e->detail);
        g_autofree char *rule = *e->rule ? g_strdup_printf(" (%s)", e->rule) : g_strdup("");
        // It is written; whether it has left, the outbox knows.
        const char *kind = strcmp(e->kind, "sent") == 0 ? "letter" : e->kind;
        printf("  %s  %-10s %-2s %-20s %s%s%s\n", at, kind, e->proof, e->who, detail,
               letter_state(v, e), rule);
    }
}

static int
print_raw(const View *v, int64_t id)
{
    GError *error = NULL;
    g_autoptr(TicketMessage) m = store_message_get(v->store, id, &error);
    if (!error && (!m || m->ticket != v->ticket->number || m->raw == 0))
        g_set_error(&error, HD_ERROR, HD_ERROR_ABSENT,
                    "ticket %" G_GINT64_FORMAT " has no original of a message %" G_GINT64_FORMAT,
                    v->ticket->number, id);
    g_autoptr(Blob) raw = error ? NULL : store_blob_get(v->store, m->raw, &error);
    if (!raw)
        return cli_fail(error);
    return cli_print_blob(raw);
}

int
cmd_show(const Cli *cli, int argc, char **argv)
{
    gboolean json = FALSE;
    gint64 raw = 0, number;
    const GOptionEntry entries[] = {
        {"json", 'j', 0, G_OPTION_ARG_NONE, &json, "print one JSON object", NULL},
        {"raw", 'r', 0, G_OPTION_ARG_INT64, &raw, "print the original bytes of this message",
         "MESSAGE"},
        {NULL, 0, 0, 0, NULL, NULL, NULL},
    };
    int status;
    if (!cli_options("show", entries, &argc, &argv, &status))
        return status;
    if (argc != 2 || !cli_ticket_number(argv[1], &number))
        return cli_usage("show", "needs the number of one ticket");
    g_autoptr(Store) store = NULL;
    g_autoptr(Desk) desk = cli_open(cli, false, &store, &status);
    if (!desk)
        return status;
    GError *error = NULL;
    g_autoptr(Ticket) ticket = store_ticket_get(store, number, &error);
    if (!ticket && !error)
        g_set_error(&error, HD_ERROR, HD_ERROR_ABSENT,
                    "there is no ticket %" G_GINT64_FORMAT "; helpdesk list --all shows them",
                    number);
    g_autoptr(GPtrArray) messages = ticket ? store_message_list(store, number, &error) : NULL;
    g_autoptr(GPtrArray) events = messages ? store_event_list(store, number, &error) : NULL;
    g_autoptr(GPtrArray) pending = events ? store_outgoing_pending(store, number, &error) : NULL;
    g_auto(TicketWork) work = {0};
    if (!pending || !ticket_work_load(store, number, &work, &error))
        return cli_fail(error);
    View v = {.store = store,
              .desk = desk,
              .ticket = ticket,
              .messages = messages,
              .events = events,
              .pending = pending,
              .work = &work,
              .now = cli->now};
    if (raw)
        return print_raw(&v, raw);
    if (json)
        print_json(&v);
    else
        print_text(&v);
    return EX_OK;
}
