// test_decide_facts.c: decisions that hang on further facts: what was confirmed, caps, contacts,
// languages, crowds, reports about letters of ours, what cannot be read.
#include "decide_fixture.h"

// A held letter that she confirmed acts with her proof; an answer to a note stays inside all the
// same.
static void
confirmed(Facts *f)
{
    f->confirmed = true;
    f->proof = PROOF_L3;
}

static void
note_expired(Facts *f)
{
    confirmed(f);
    static ThreadChoice thread;
    thread = *f->thread;
    thread.token_valid = false;
    thread.token.purpose = TOKEN_NOTE;
    f->thread = &thread;
}

static void
released(void **state)
{
    Row r = {"", "", "#close\nDone", ANNA, NATURE_PERSON, false, "open", 0, false, PROOF_L1, ""};
    g_auto(Decision) d = {0}, n = {0};
    decide(&r, confirmed, &d);
    assert_int_equal(d.outcome, OUTCOME_ANSWER);
    assert_string_equal(change_value(d.changes, CHANGE_STATUS), "solved");
    r.text = "Between us";
    decide(&r, note_expired, &n);
    assert_int_equal(n.outcome, OUTCOME_NOTE);
    assert_int_equal(n.direction, DIRECTION_NOTE);
}

static void
which_letter_is_confirmed(void **state)
{
    Row r = {"",       "", "yes\n#close", ANNA, NATURE_PERSON, false, "open", TOKEN_CONFIRM, false,
             PROOF_L3, ""};
    g_auto(Decision) d = {0};
    decide(&r, NULL, &d);
    assert_int_equal(d.confirm, 42);
    assert_int_equal(d.changes->len, 0);
    assert_false(d.add);
}

// Import: nothing goes out, no command acts, but all is kept.
static void
no_automation(Facts *f)
{
    f->automation = false;
}

static void
imported(void **state)
{
    static const Row SAMPLES[] = {
        {"", "", "Help", CAROL, NATURE_PERSON, false, "", 0, false, PROOF_L0,
         "new ticket | new for anna | add in"},
        {"", "", "More", CAROL, NATURE_PERSON, false, "open", 0, false, PROOF_L0,
         "answer | add in"},
        {"", "", "#close\nDone", ANNA, NATURE_PERSON, false, "open", 0, false, PROOF_L1,
         "answer | add out"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(SAMPLES); i++) {
        g_auto(Decision) d = {0};
        decide(&SAMPLES[i], no_automation, &d);
        g_autofree char *said = told(&d);
        assert_string_equal(said, SAMPLES[i].want);
    }
}

// ── caps against storms ──

static void
cap_all(Facts *f)
{
    f->auto_in_all = 200;
}
static void
cap_all_below(Facts *f)
{
    f->auto_in_all = 199;
}
static void
cap_sender(Facts *f)
{
    f->auto_to_sender = f->auto_to_requester = 5;
}
static void
cap_receipts(Facts *f)
{
    f->receipts_to_sender = 5;
}
static void
cap_ticket(Facts *f)
{
    f->auto_of_ticket = 3;
}

static void
caps(void **state)
{
    static const struct {
        void (*change)(Facts *f);
        bool receipt, solved;
    } SAMPLES[] = {
        {cap_all, false, false},     {cap_all_below, true, true}, {cap_sender, false, false},
        {cap_receipts, false, true}, {cap_ticket, false, false},
    };
    static const Row QUESTION = {"", "",    "Help",   CAROL, NATURE_PERSON, false, "",
                                 0,  false, PROOF_L0, ""};
    static const Row CLOSE = {"",  "",    "#close\nDone", ANNA, NATURE_PERSON, false, "open",
                              'm', false, PROOF_L3,       ""};
    for (size_t i = 0; i < G_N_ELEMENTS(SAMPLES); i++) {
        g_auto(Decision) q = {0}, c = {0};
        decide(&QUESTION, SAMPLES[i].change, &q);
        decide(&CLOSE, SAMPLES[i].change, &c);
        g_autofree char *asked = told(&q), *closed = told(&c);
        assert_int_equal(strstr(asked, "receipt to carol") != NULL, SAMPLES[i].receipt);
        assert_non_null(strstr(asked, "ticket-new to anna")); // managers always hear
        assert_int_equal(strstr(closed, "solved to carol") != NULL, SAMPLES[i].solved);
        assert_non_null(strstr(closed, "answer to carol")); // a person's answer is never held back
    }
}

static void
switched_off(void **state)
{
    static const Row QUESTION = {"", "",    "Help",   CAROL, NATURE_PERSON, false, "",
                                 0,  false, PROOF_L0, ""};
    g_hash_table_add(desk->notices_off, g_strdup("receipt"));
    g_hash_table_add(desk->notices_off, g_strdup("ticket-new"));
    g_auto(Decision) d = {0};
    decide(&QUESTION, NULL, &d);
    g_hash_table_remove_all(desk->notices_off);
    assert_int_equal(d.notices->len, 0);
    assert_true(d.create);
}

// ── who gets a new ticket, in which language ──

static Contact *known;

static void
is_known(Facts *f)
{
    f->contact = known;
}

static void
own_manager(void **state)
{
    static const Row QUESTION = {
        "", "", "Help", "x@acme.example", NATURE_PERSON, false, "", 0, false, PROOF_L0, ""};
    static const struct {
        const char *own, *want;
    } SAMPLES[] = {{"bob", "bob"}, {"fred", "boris"}, {"gone", "boris"}, {"", "boris"}};
    for (size_t i = 0; i < G_N_ELEMENTS(SAMPLES); i++) {
        known = contact_new("x@acme.example", "");
        set(known->manager, SAMPLES[i].own);
        g_auto(Decision) d = {0};
        decide(&QUESTION, is_known, &d);
        assert_string_equal(d.manager, SAMPLES[i].want);
        g_clear_pointer(&known, contact_free);
    }
}

// ── who hears of an answer ──

static void
is_of_line2(Facts *f)
{
    Ticket *t = (Ticket *)(uintptr_t)f->ticket;
    set(t->manager, "");
    set(t->group, "line2");
}

// Whoever stands in for its manager hears too; of a group's ticket its notify list, else all.
static void
who_hears(void **state)
{
    static const Row ANSWER = {"",    "",     "And now?",     CAROL, NATURE_PERSON,
                               false, "open", TOKEN_CUSTOMER, false, PROOF_L0,
                               ""};
    static const struct {
        const char *deputy, *notify; // NULL: nobody is away; nobody in particular is told
        bool group;
        const char *want;
    } SAMPLES[] = {
        {NULL, NULL, false, "answer | add in | ticket-answer to boris"},
        {"bob", NULL, false, "answer | add in | ticket-answer to boris | ticket-answer to bob"},
        {"", NULL, false, "answer | add in | ticket-answer to boris"},
        {"fred", NULL, false, "answer | add in | ticket-answer to boris"},
        {NULL, NULL, true, "answer | add in | ticket-answer to boris | ticket-answer to bob"},
        {NULL, "anna", true, "answer | add in | ticket-answer to anna"},
        // Nobody of it is left: all who may take a ticket.
        {NULL, "fred", true, "answer | add in | ticket-answer to anna | ticket-answer to boris"},
    };
    Manager *boris = (Manager *)(uintptr_t)desk_manager(desk, "boris");
    Group *line2 = (Group *)(uintptr_t)desk_group(desk, "line2");
    for (size_t i = 0; i < G_N_ELEMENTS(SAMPLES); i++) {
        if (SAMPLES[i].deputy) {
            Absence *a = absence_new();
            a->from = NOW - DAY;
            a->to = NOW + DAY;
            set(a->deputy, SAMPLES[i].deputy);
            g_ptr_array_add(boris->absences, a);
        }
        if (SAMPLES[i].notify)
            g_ptr_array_add(line2->notify, g_strdup(SAMPLES[i].notify));
        g_auto(Decision) d = {0};
        decide(&ANSWER, SAMPLES[i].group ? is_of_line2 : NULL, &d);
        g_autofree char *said = told(&d);
        if (strcmp(said, SAMPLES[i].want) != 0)
            fail_msg("%zu: %s", i, said);
        g_ptr_array_set_size(boris->absences, 0);
        g_ptr_array_set_size(line2->notify, 0);
    }
}

static void
languages(void **state)
{
    static const struct {
        const char *text, *known, *want;
    } SAMPLES[] = {
        {"Не работает лампа, помогите пожалуйста", "", "ru"},
        {"Не працює лампа, допоможіть будь ласка", "", "uk"},
        {"The lamp does not work", "", "en"},
        {"The lamp does not work", "ru", "ru"},
        {"Не працює лампа, допоможіть будь ласка", "ru", "uk"},
        {"The lamp does not work", "xx", "en"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(SAMPLES); i++) {
        Row r = {"",
                 "Content-Type: text/plain; charset=utf-8",
                 SAMPLES[i].text,
                 CAROL,
                 NATURE_PERSON,
                 false,
                 "",
                 0,
                 false,
                 PROOF_L0,
                 ""};
        known = contact_new(CAROL, "");
        set(known->language, SAMPLES[i].known);
        g_auto(Decision) d = {0};
        decide(&r, is_known, &d);
        if (strcmp(d.language, SAMPLES[i].want) != 0)
            fail_msg("%s: %s", SAMPLES[i].text, d.language);
        g_clear_pointer(&known, contact_free);
    }
}

// 59: a crowd on copy joins nobody, quickly.
static void
crowd(void **state)
{
    for (int n = 20; n <= 2000; n += 1980) {
        g_autoptr(GString) s = g_string_new("Cc: ");
        for (int i = 0; i < n; i++)
            g_string_append_printf(s, "%s%d@x.example", i ? ", " : "", i);
        Row r = {"", s->str, "Help", CAROL, NATURE_PERSON, false, "", 0, false, PROOF_L0, ""};
        g_auto(Decision) d = {0};
        decide(&r, NULL, &d);
        assert_int_equal(d.joining->len, n == 20 ? 20 : 0);
    }
}

// A marker and an address in From anybody can write: nobody comes in that way.
static void
by_marker(Facts *f)
{
    static ThreadChoice thread;
    thread = *f->thread;
    thread.by = "marker";
    f->thread = &thread;
}

static void
marker_brings_nobody(void **state)
{
    static const Row ANSWER = {"",
                               "Cc: spy@stranger.example",
                               "Hm",
                               CAROL,
                               NATURE_PERSON,
                               false,
                               "open",
                               0,
                               false,
                               PROOF_L0,
                               ""};
    g_auto(Decision) d = {0};
    decide(&ANSWER, by_marker, &d);
    assert_int_equal(d.outcome, OUTCOME_ANSWER);
    assert_int_equal(d.joining->len, 0);
}

// ── reports about letters of ours ──

static Bounce *report;
static Outgoing letter;

static void
is_report(Facts *f)
{
    f->bounce = report;
    f->bounced = &letter;
}

static void
bounces(void **state)
{
    static const struct {
        const char *name;
        BounceAction action;
        bool permanent, automatic;
        const char *to, *want;
        LetterFate fate;
    } SAMPLES[] = {
        {"a person's answer failed", BOUNCE_FAILED, true, false, CAROL,
         "bounce | undelivered to boris", FATE_FAILED_HARD},
        {"a receipt failed", BOUNCE_FAILED, true, true, CAROL, "bounce", FATE_FAILED_HARD},
        {"only late", BOUNCE_DELAYED, false, false, CAROL, "bounce", FATE_LATE},
        {"mailbox full", BOUNCE_FAILED, false, false, CAROL, "bounce | undelivered to boris",
         FATE_FAILED_SOFT},
        {"delivered", BOUNCE_DELIVERED, false, false, CAROL, "bounce", FATE_NONE},
        {"marked as spam", BOUNCE_COMPLAINT, false, false, CAROL, "bounce", FATE_COMPLAINT},
        {"a notice to a manager", BOUNCE_FAILED, true, false, ANNA, "bounce", FATE_FAILED_HARD},
    };
    static const Row REPORT = {
        "",    "",       "Failed", "mailer-daemon@x.example", NATURE_BOUNCE, true, "open", 0,
        false, PROOF_L0, ""};
    for (size_t i = 0; i < G_N_ELEMENTS(SAMPLES); i++) {
        BounceRecipient r = {.recipient = (char *)"",
                             .status = (char *)"5.1.1",
                             .diagnostic = (char *)"no such user",
                             .action = SAMPLES[i].action,
                             .permanent = SAMPLES[i].permanent};
        g_autoptr(GPtrArray) recipients = g_ptr_array_new();
        g_ptr_array_add(recipients, &r);
        Bounce b = {.recipients = recipients, .original_id = (char *)"x"};
        report = &b;
        letter = (Outgoing){.id = 9,
                            .template = (char *)"answer",
                            .to = (char *)(uintptr_t)SAMPLES[i].to,
                            .automatic = SAMPLES[i].automatic};
        g_auto(Decision) d = {0};
        decide(&REPORT, is_report, &d);
        g_autofree char *said = told(&d);
        if (strcmp(said, SAMPLES[i].want) != 0 || d.fate != SAMPLES[i].fate)
            fail_msg("%s: %s", SAMPLES[i].name, said);
    }
}

static void
unreadable(void **state)
{
    Nature nature = {.kind = NATURE_PERSON};
    ThreadChoice thread = {.by = ""};
    Facts f = {.desk = desk,
               .queue = desk->queues->pdata[0],
               .now = NOW,
               .automation = true,
               .nature = &nature,
               .thread = &thread};
    g_auto(Decision) d = {0};
    decide_unreadable(&f, "empty", &d);
    g_autofree char *said = told(&d);
    assert_string_equal(said, "new ticket | new for anna | add in | ticket-new to anna");
    assert_non_null(strstr(d.text, "empty"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {

        cmocka_unit_test(released),     cmocka_unit_test(which_letter_is_confirmed),
        cmocka_unit_test(imported),     cmocka_unit_test(caps),
        cmocka_unit_test(switched_off), cmocka_unit_test(own_manager),
        cmocka_unit_test(who_hears),    cmocka_unit_test(languages),
        cmocka_unit_test(crowd),        cmocka_unit_test(marker_brings_nobody),
        cmocka_unit_test(bounces),      cmocka_unit_test(unreadable),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
