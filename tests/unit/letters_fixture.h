// letters_fixture.h: a ticket with a story, and letters about it as they would be written.
#pragma once

#include "house_fixture.h"

#include "base/clock.h"
#include "base/lang.h"
#include "desk/render.h"
#include "desk/vars_private.h"

static Application app;
static Decision decision;

// A ticket of Carol's with a story, a colleague's note and a sibling; the second one is solved.
static inline void
a_ticket_with_a_story(void)
{
    receive(mail("Carol <" CAROL ">", "Old printer", "", "It was slow."));
    Ticket *old = store_ticket_get(store, 1, NULL);
    set(old->status, "solved");
    old->kind = KIND_SOLVED;
    old->solved_at = now;
    assert_true(store_ticket_save(store, old, NULL));
    assert_true(store_rating_set(store, 1, 4, "", now, NULL));
    ticket_free(old);
    receive(mail("Carol <" CAROL ">", "Toner", "", "Which one?"));
    receive(mail("Carol <" CAROL ">", "Printer", "", "It <b>burns</b>.\n#close\n\nCarol"));
    g_autoptr(TicketMessage) note = g_new0(TicketMessage, 1);
    note->ticket = 3;
    note->direction = DIRECTION_NOTE;
    note->author = g_strdup("boris");
    note->from_name = g_strdup("Boris Lind");
    note->message_id = g_strdup("");
    note->subject = g_strdup("Printer");
    note->text = g_strdup("She pays late.");
    note->at = now;
    assert_true(store_message_add(store, note, "", NULL));
    static Reception r;
    r = reception();
    app = (Application){.reception = &r,
                        .ticket = store_ticket_get(store, 3, NULL),
                        .who = "boris",
                        .proof = PROOF_L3,
                        .raw = 17};
    decision = (Decision){.undoable = true};
}

static inline int
letters_setup(void **state)
{
    if (house_setup(state) != 0)
        return -1;
    a_ticket_with_a_story();
    return 0;
}

static inline int
letters_teardown(void **state)
{
    application_clear(&app);
    return house_teardown(state);
}

// A letter to Anna (managers) or to an outsider. The caller frees.
static inline Draft *
draft_of(NoticeKind kind, const char *language, const char *text, const char *query)
{
    g_autoptr(Address) to =
        address_new("", NOTICES[kind].to_manager ? ANNA : "expert@outside.example");
    Notice *n = notice_new(kind, to, language, text);
    set(n->query, query);
    set(n->other, "My <answer>");
    // Of a reminder they are further reasons.
    if (kind != NOTICE_REMINDER) {
        g_ptr_array_add(n->faults, g_strdup("#clsoe"));
        g_ptr_array_add(n->faults, g_strdup("there is no #clsoe"));
    }
    g_autoptr(GError) error = NULL;
    Draft *d = render_draft(&app, &decision, n, &error);
    if (!d)
        fail_msg("%s: %s", NOTICES[kind].template, error->message);
    notice_free(n);
    return d;
}

static inline void
note_done(const char *kind, const char *detail)
{
    if (!app.done)
        app.done = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    g_ptr_array_add(app.done, event_new(3, now, kind, "boris", detail));
}

static inline void
has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("\"%s\" is not in\n%s", part, text);
}

static inline void
lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" is in\n%s", part, text);
}

#define LETTERS(test) cmocka_unit_test_setup_teardown(test, letters_setup, letters_teardown)
