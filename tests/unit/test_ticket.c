// test_ticket.c: who takes part and how subjects are marked: the small questions that need nothing
// but the data.
#include "desk_fixture.h"

#include "ticket/ticket.h"

static void
subjects(void **state)
{
    static const struct {
        const char *in, *want;
    } ROWS[] = {
        {"Lamp", "[HD#12] Lamp"},
        {"Re: Lamp", "[HD#12] Lamp"},
        {"RE: re: Re[2]: AW: Lamp", "[HD#12] Lamp"},
        {"Ответ: Lamp", "[HD#12] Lamp"},
        {"Відповідь: Re: Лампа", "[HD#12] Лампа"},
        {"[HD#12] Lamp", "[HD#12] Lamp"},
        {"Re: [HD#12] Re: Lamp", "[HD#12] Lamp"},
        {"[HD#12] [HD#12] Lamp", "[HD#12] Lamp"},
        {"[hd#12] Lamp", "[HD#12] Lamp"},
        {"[HD#5] Lamp", "[HD#12] Lamp"},
        {"Fwd: [HD#5] Lamp", "[HD#12] Fwd: Lamp"},
        {"Lamp [HD#12]", "[HD#12] Lamp"},
        {"[other] Lamp", "[HD#12] [other] Lamp"},
        {"[HD#x] Lamp", "[HD#12] [HD#x] Lamp"},
        {"[HD#12 Lamp", "[HD#12] [HD#12 Lamp"},
        {"Reading lamp", "[HD#12] Reading lamp"},
        {"Re[x]: Lamp", "[HD#12] Re[x]: Lamp"},
        {"Re", "[HD#12] Re"},
        {"Re:", "[HD#12]"},
        {"", "[HD#12]"},
        {"   ", "[HD#12]"},
        {"Лампа", "[HD#12] Лампа"},
    };
    g_autoptr(Desk) d = test_desk();
    const Queue *q = d->queues->pdata[0];
    g_autoptr(Ticket) t = ticket_new();
    t->number = 12;
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        set(t->subject, ROWS[i].in);
        g_autofree char *out = ticket_subject_marked(t, q);
        if (strcmp(out, ROWS[i].want) != 0)
            fail_msg("\"%s\" became \"%s\"", ROWS[i].in, out);
        set(t->subject, out);
        g_autofree char *again = ticket_subject_marked(t, q);
        assert_string_equal(again, out);
    }
}

static void
markers(void **state)
{
    g_autoptr(Desk) d = test_desk();
    Queue *q = d->queues->pdata[0];
    g_autoptr(Ticket) t = ticket_new();
    t->number = 12;
    g_autofree char *with = ticket_marker(t, q);
    assert_string_equal(with, "[HD#12]");
    g_autofree char *none = ticket_marker(t, NULL);
    assert_string_equal(none, "[#12]");
    set(q->marker, "");
    set(t->subject, "Re: [#12] [#7] Lamp");
    g_autofree char *subject = ticket_subject_marked(t, q);
    assert_string_equal(subject, "[#12] Lamp");
}

// A subject of nothing but prefixes is still done in one pass.
static void
long_subject(void **state)
{
    g_autoptr(Desk) d = test_desk();
    g_autoptr(Ticket) t = ticket_new();
    t->number = 1;
    g_autoptr(GString) s = g_string_new(NULL);
    for (int i = 0; i < 2000; i++)
        g_string_append(s, i % 2 ? "Re: " : "[HD#3]");
    set(t->subject, s->str);
    g_autofree char *out = ticket_subject_marked(t, d->queues->pdata[0]);
    assert_string_equal(out, "[HD#1]");
}

static void
taking_part(void **state)
{
    g_autoptr(Ticket) t = ticket_new();
    assert_false(ticket_takes_part(t, "carol@customer.example"));
    t->requester = contact_new("Carol@Customer.example", "Carol");
    g_ptr_array_add(t->participants, contact_new("dave@customer.example", ""));
    assert_true(ticket_takes_part(t, "carol@customer.EXAMPLE"));
    assert_true(ticket_takes_part(t, "dave@customer.example"));
    assert_false(ticket_takes_part(t, "dave+x@customer.example"));
    assert_false(ticket_takes_part(t, "eve@customer.example"));
    assert_false(ticket_takes_part(t, ""));
}

// Who spoke last, and since when the customer waits.
static void
words_that_wait(void **state)
{
    static const struct {
        const char *name;
        const char *words; // "c1 c2 m3": the customer at 1 and 2, a manager at 3; "x": solved here
        int64_t asked, customer, manager;
    } cases[] = {
        {"nobody", "", 0, 0, 0},
        {"one word", "c1", 1, 1, 0},
        {"day after day", "c1 c2 c3", 1, 3, 0},
        {"answered", "c1 c2 m3", 1, 2, 3},
        {"asked again", "c1 m3 c4 c5", 4, 5, 3},
        {"answered within the second", "c1 m1 c2", 2, 2, 1},
        {"a note is nobody's word", "c1 n2", 1, 1, 0},
        {"solved without a word", "c1 x c5 c6", 5, 6, 0},
        {"thanks, and a new question", "c1 m2 c3 x c9", 9, 9, 2},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Ticket) t = ticket_new();
        StatusKind kind = KIND_OPEN;
        for (const char *p = cases[i].words; *p; p++) {
            int64_t at = *p == 'x' || *p == ' ' ? 0 : g_ascii_digit_value(p[1]);
            if (at)
                ticket_note_word(t, kind,
                                 *p == 'c'   ? DIRECTION_IN
                                 : *p == 'm' ? DIRECTION_OUT
                                             : DIRECTION_NOTE,
                                 at);
            kind = *p == 'x' ? KIND_SOLVED : at ? KIND_OPEN : kind;
            p += at != 0;
        }
        if (t->asked_at != cases[i].asked || t->customer_at != cases[i].customer ||
            t->manager_at != cases[i].manager)
            fail_msg("%s: %d %d %d", cases[i].name, (int)t->asked_at, (int)t->customer_at,
                     (int)t->manager_at);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_that_wait), cmocka_unit_test(subjects),    cmocka_unit_test(markers),
        cmocka_unit_test(long_subject),    cmocka_unit_test(taking_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
