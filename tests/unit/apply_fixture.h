// apply_fixture.h: the desk of desk_fixture.h over a database in memory, with a ticket made by
// hand: changes are applied to it one by one, and everything it has is read back as one text.
#pragma once

#include "desk_fixture.h"

#include "desk/apply_private.h"

#include "base/log.h"

#define CAROL "carol@customer.example"
#define DAVE  "dave@customer.example"
#define EVE   "eve@stranger.example"

static Desk *desk;
static Store *store;
static Reception at_desk;

// A ticket with something in every field; its number.
static inline int64_t
add_ticket(const char *subject)
{
    g_autoptr(Ticket) t = ticket_new();
    set(t->queue, "support");
    set(t->subject, subject);
    set(t->status, "open");
    t->kind = KIND_OPEN;
    set(t->manager, "anna");
    set(t->language, "en");
    set(t->type, "bug");
    set(t->last_id, "m1@customer.example");
    t->created_at = t->updated_at = NOW;
    t->due_at = NOW + DAY;
    t->wake_at = NOW + HOUR;
    t->requester = contact_new(CAROL, "Carol Smith");
    g_ptr_array_add(t->participants, contact_new(DAVE, "Dave"));
    g_ptr_array_add(t->tags, g_strdup("lamp"));
    g_ptr_array_add(t->watchers, g_strdup("bob"));
    g_ptr_array_add(t->references, g_strdup("m1@customer.example"));
    ticket_set_field(t, "Room", "12");
    assert_true(store_ticket_save(store, t, NULL));
    return t->number;
}

static inline int64_t
add_message(int64_t number, Direction direction, const char *author, const char *text)
{
    static int count;
    TicketMessage *m = g_new0(TicketMessage, 1);
    m->ticket = number;
    m->direction = direction;
    m->author = g_strdup(author);
    m->from_name = g_strdup("");
    m->message_id = g_strdup_printf("t%d@customer.example", ++count);
    m->subject = g_strdup("Lamp");
    m->text = g_strdup(text);
    m->at = NOW;
    assert_true(store_message_add(store, m, "", NULL));
    int64_t id = m->id;
    assert_true(store_thread_add(store, m->message_id, number, NULL));
    ticket_message_free(m);
    return id;
}

static inline int
apply_setup(void **state)
{
    log_level_set(LOG_ERROR);
    desk = test_desk();
    g_ptr_array_add(desk->fields, custom_field_new("Room", CUSTOM_TEXT));
    Price *price = price_new("visit");
    price->price = 4050;
    g_ptr_array_add(desk->prices, price);
    set(desk->currency, "EUR");
    const Queue *sales = desk_queue(desk, "sales");
    g_ptr_array_add(sales->see, g_strdup("boris"));
    store = store_open(":memory:", STORE_CREATE, NULL);
    at_desk = (Reception){.desk = desk, .store = store, .now = NOW, .automation = true};
    at_desk.queue = desk->queues->pdata[0];
    return store && add_ticket("Lamp") == 1 && add_ticket("Other lamp") == 2 ? 0 : -1;
}

static inline int
apply_teardown(void **state)
{
    g_autoptr(GPtrArray) faults = store_verify(store, NULL);
    int broken = !faults || faults->len > 0;
    for (guint i = 0; faults && i < faults->len; i++)
        print_message("database: %s\n", (char *)faults->pdata[i]);
    g_clear_pointer(&store, store_close);
    g_clear_pointer(&desk, desk_free);
    return broken;
}

static inline Ticket *
ticket(int64_t number)
{
    Ticket *t = store_ticket_get(store, number, NULL);
    assert_non_null(t);
    return t;
}

static inline void
run_on(Application *a, ChangeKind kind, const char *value, GPtrArray *undo)
{
    g_autoptr(GPtrArray) list = change_list_new();
    g_autoptr(GError) error = NULL;
    change_add(list, kind, value, "test");
    if (!apply_operation(a, list->pdata[0], undo, &error))
        fail_msg("%s \"%s\": %s", names_name(CHANGE_NAMES, (int)kind), value,
                 error ? error->message : "no error is set");
    assert_true(store_ticket_save(store, a->ticket, NULL));
}

// One change of ticket 1 by anna. Returns what takes it back, in the order to be done.
static inline GPtrArray *
run(ChangeKind kind, const char *value)
{
    GPtrArray *undo = change_list_new();
    g_auto(Application)
        a = {.reception = &at_desk, .ticket = ticket(1), .who = "anna", .proof = PROOF_L3};
    run_on(&a, kind, value, undo);
    for (guint i = 0; i < undo->len / 2; i++) {
        gpointer first = undo->pdata[i];
        undo->pdata[i] = undo->pdata[undo->len - 1 - i];
        undo->pdata[undo->len - 1 - i] = first;
    }
    return undo;
}

static inline void
take_back(const GPtrArray *undo)
{
    g_auto(Application)
        a = {.reception = &at_desk, .ticket = ticket(1), .who = "anna", .proof = PROOF_L3};
    for (guint i = 0; i < undo->len; i++)
        assert_true(apply_change(&a, undo->pdata[i], NULL, NULL));
    assert_true(store_ticket_save(store, a.ticket, NULL));
}

static inline int
by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

// In alphabetical order: what was taken out and put back may stand elsewhere.
static inline void
put_sorted(GString *s, const char *what, GPtrArray *words)
{
    g_ptr_array_sort(words, by_text);
    g_string_append_printf(s, "%s:", what);
    for (guint i = 0; i < words->len; i++)
        g_string_append_printf(s, " %s", (char *)words->pdata[i]);
    g_string_append_c(s, '\n');
    g_ptr_array_unref(words);
}

static inline GPtrArray *
words_of_people(const Ticket *t)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < t->participants->len; i++)
        g_ptr_array_add(words, g_strdup(((Contact *)t->participants->pdata[i])->address));
    return words;
}

static inline GPtrArray *
words_of_fields(const Ticket *t)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < t->fields->len; i++) {
        const TicketField *f = t->fields->pdata[i];
        g_ptr_array_add(words, g_strdup_printf("%s=%s", f->name, f->value));
    }
    return words;
}

static inline GPtrArray *
words_of_links(int64_t number)
{
    g_autoptr(GPtrArray) list = store_link_list(store, number, NULL);
    assert_non_null(list);
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < list->len; i++) {
        const TicketLink *link = list->pdata[i];
        g_ptr_array_add(words, g_strdup_printf("%s-%d", names_name(LINK_NAMES, (int)link->kind),
                                               (int)link->other));
    }
    return words;
}

static inline void
put_account(GString *s, int64_t number)
{
    g_autoptr(GPtrArray) spent = store_spent_list(store, number, NULL);
    g_autoptr(GPtrArray) billed = store_billed_list(store, number, NULL);
    for (guint i = 0; i < spent->len; i++) {
        const Spent *row = spent->pdata[i];
        g_string_append_printf(s, "spent: %s %d [%s]\n", row->who, (int)row->seconds, row->note);
    }
    for (guint i = 0; i < billed->len; i++) {
        const Billed *row = billed->pdata[i];
        g_string_append_printf(s, "billed: %s %s %d at %d\n", row->who, row->code,
                               (int)row->thousandths, (int)row->price);
    }
}

static inline void
put_desk_rows(GString *s)
{
    g_autoptr(GPtrArray) faq = store_faq_list(store, NULL);
    g_autoptr(GPtrArray) blocked = store_blocked_list(store, NULL);
    for (guint i = 0; i < faq->len; i++) {
        const Faq *f = faq->pdata[i];
        g_string_append_printf(s, "faq: %d %s %s [%s] [%s] %s\n", (int)f->ticket, f->who,
                               f->language, f->question, f->answer,
                               f->published ? "published" : "draft");
    }
    for (guint i = 0; i < blocked->len; i++) {
        const Blocked *b = blocked->pdata[i];
        g_string_append_printf(s, "blocked: %s by %s for %d\n", b->address, b->who, (int)b->ticket);
    }
}

// Everything that a change may touch, a line each. The caller frees.
static inline char *
picture(int64_t number)
{
    g_autoptr(Ticket) t = ticket(number);
    GString *s = g_string_new(NULL);
    g_string_append_printf(s, "queue: %s\nsubject: %s\nstatus: %s %s\nmanager: %s\ngroup: %s\n",
                           t->queue, t->subject, t->status, status_kind_name(t->kind), t->manager,
                           t->group);
    g_string_append_printf(s, "type: %s\ndue: %d\nwake: %d\nmerged: %d\nrequester: %s\n", t->type,
                           t->due_at ? (int)(t->due_at - NOW) : 0,
                           t->wake_at ? (int)(t->wake_at - NOW) : 0, (int)t->merged_into,
                           t->requester->address);
    put_sorted(s, "with", words_of_people(t));
    put_sorted(s, "tags", g_ptr_array_copy(t->tags, (GCopyFunc)(void (*)(void))g_strdup, NULL));
    put_sorted(s, "watchers",
               g_ptr_array_copy(t->watchers, (GCopyFunc)(void (*)(void))g_strdup, NULL));
    put_sorted(s, "fields", words_of_fields(t));
    put_sorted(s, "links", words_of_links(number));
    put_account(s, number);
    put_desk_rows(s);
    return g_string_free(s, FALSE);
}

// Events as "kind: detail" lines; those of `from` on. The caller frees.
static inline char *
story(int64_t number, guint from)
{
    g_autoptr(GPtrArray) list = store_event_list(store, number, NULL);
    assert_non_null(list);
    GString *s = g_string_new(NULL);
    for (guint i = from; i < list->len; i++) {
        const Event *e = list->pdata[i];
        g_string_append_printf(s, "%s: %s\n", e->kind, e->detail);
    }
    return g_string_free(s, FALSE);
}

static inline guint
events(int64_t number)
{
    g_autoptr(GPtrArray) list = store_event_list(store, number, NULL);
    assert_non_null(list);
    return list->len;
}
