// house_fixture.h: the desk of desk_fixture.h with a real database in a temporary folder: mail goes
// in, what would go out is read from the outbox. No network.
#pragma once

#include "desk_fixture.h"

#include "desk/receive.h"

#include "base/error.h"
#include "base/log.h"

#include <glib/gstdio.h>

#define CAROL "carol@customer.example"
#define DAVE  "dave@customer.example"
#define EVE   "eve@stranger.example"
#define ANNA  "anna@example.com"
#define BORIS "boris@example.com"

static Desk *desk;
static Store *store;
static char *folder;
static int64_t now;
static int mails;

static inline int
house_setup(void **state)
{
    log_level_set(LOG_ERROR);
    folder = g_dir_make_tmp("helpdesk-house-XXXXXX", NULL);
    desk = test_desk();
    set(desk->database, folder);
    g_autofree char *path = g_build_filename(folder, "desk.db", NULL);
    store = store_open(path, STORE_CREATE, NULL);
    now = NOW;
    mails = 0;
    return store ? 0 : -1;
}

static inline int
house_teardown(void **state)
{
    g_autoptr(GPtrArray) faults = store_verify(store, NULL);
    int broken = !faults || faults->len > 0;
    for (guint i = 0; faults && i < faults->len; i++)
        print_message("database: %s\n", (char *)faults->pdata[i]);
    g_clear_pointer(&store, store_close);
    g_clear_pointer(&desk, desk_free);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_remove(path) != 0)
            g_rmdir(path);
    }
    g_rmdir(folder);
    g_clear_pointer(&folder, g_free);
    return broken;
}

static inline Reception
reception(void)
{
    return (Reception){.desk = desk,
                       .store = store,
                       .queue = desk->queues->pdata[0],
                       .now = now,
                       .automation = true};
}

// A mail to support; headers: further ones, each with its line end. The caller frees.
static inline char *
mail(const char *from, const char *subject, const char *headers, const char *text)
{
    return g_strdup_printf(
        "From: %s\nTo: support@example.com\nSubject: %s\nDate: Mon, 21 Sep 2026 10:00:00 +0000\n"
        "Message-ID: <m%d@customer.example>\nContent-Type: text/plain; charset=utf-8\n%s\n%s\n",
        from, subject, ++mails, headers, text);
}

// Bytes come in; the result's why is freed at once, so that only outcome and numbers stay.
static inline ReceiveResult
receive_bytes(const Reception *r, const char *bytes, size_t len)
{
    g_autoptr(Blob) raw = blob_new_bytes(bytes, len);
    Incoming in = {.raw = raw, .received_at = now};
    g_auto(ReceiveResult) result = {0};
    g_autoptr(GError) error = NULL;
    assert_true(store_begin(store, NULL));
    if (!receive_message(r, &in, &result, &error))
        fail_msg("not received: %s", error->message);
    assert_true(store_commit(store, NULL));
    return (ReceiveResult){
        .outcome = result.outcome, .received = result.received, .ticket = result.ticket};
}

static inline ReceiveResult
receive(char *bytes_owned)
{
    g_autofree char *bytes = bytes_owned;
    Reception r = reception();
    return receive_bytes(&r, bytes, strlen(bytes));
}

static inline GPtrArray *
outbox(void)
{
    GPtrArray *list = store_outgoing_list(store, true, 10000, NULL); // newest first
    assert_non_null(list);
    return list;
}

static inline unsigned
letters(const char *template, const char *to)
{
    g_autoptr(GPtrArray) list = outbox();
    unsigned count = 0;
    for (guint i = 0; i < list->len; i++) {
        const Outgoing *o = list->pdata[i];
        count +=
            (!*template || strcmp(o->template, template) == 0) && (!*to || strcmp(o->to, to) == 0);
    }
    return count;
}

// The newest letter of a kind to an address. The caller frees.
static inline Outgoing *
letter(const char *template, const char *to)
{
    g_autoptr(GPtrArray) list = outbox();
    for (guint i = 0; i < list->len; i++) {
        const Outgoing *o = list->pdata[i];
        if (strcmp(o->template, template) == 0 && strcmp(o->to, to) == 0)
            return store_outgoing_get(store, o->id, NULL);
    }
    fail_msg("no %s to %s", template, to);
    return NULL;
}

// Its Message-ID, as a header that answers it: "In-Reply-To: <…>\n". The caller frees.
static inline char *
answers(const char *template, const char *to)
{
    g_autoptr(Outgoing) o = letter(template, to);
    return g_strdup_printf("In-Reply-To: <%s>\nReferences: <%s>\n", o->message_id, o->message_id);
}

static inline char *
letter_text(const char *template, const char *to)
{
    g_autoptr(Outgoing) o = letter(template, to);
    g_autoptr(Blob) raw = store_blob_get(store, o->raw, NULL);
    g_autoptr(Message) m = message_parse(raw, NULL, NULL);
    assert_non_null(m);
    return g_strdup(message_text(m));
}

static inline Ticket *
ticket(int64_t number)
{
    Ticket *t = store_ticket_get(store, number, NULL);
    assert_non_null(t);
    return t;
}

static inline unsigned
tickets(void)
{
    g_autoptr(GPtrArray) list = store_ticket_list(store, &(TicketFilter){.limit = 1000}, NULL);
    assert_non_null(list);
    return list->len;
}

static inline unsigned
messages(int64_t number)
{
    g_autoptr(GPtrArray) list = store_message_list(store, number, NULL);
    assert_non_null(list);
    return list->len;
}

// Events of a ticket as "created assigned sent …".
static inline char *
events(int64_t number)
{
    g_autoptr(GPtrArray) list = store_event_list(store, number, NULL);
    assert_non_null(list);
    GString *s = g_string_new(NULL);
    for (guint i = 0; i < list->len; i++)
        g_string_append_printf(s, "%s%s", i ? " " : "", ((Event *)list->pdata[i])->kind);
    return g_string_free(s, FALSE);
}

static inline Event *
last_event(GPtrArray *list, const char *kind)
{
    for (guint i = list->len; i-- > 0;)
        if (strcmp(((Event *)list->pdata[i])->kind, kind) == 0)
            return list->pdata[i];
    fail_msg("no event %s", kind);
    return NULL;
}

// A ticket of Carol's as it stands after her question; its manager is anna.
static inline int64_t
question(void)
{
    ReceiveResult r = receive(mail("Carol Smith <" CAROL ">", "Lamp", "", "The lamp flickers."));
    assert_int_equal(r.outcome, OUTCOME_NEW);
    return r.ticket;
}
