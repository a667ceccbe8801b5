// test_decide.c: what becomes of a message: nature × thread × sender × proof → outcome, changes,
// letters. Facts are made by hand, so nothing but the decision is tested. Rows of the catalogue of
// TRUST stand with their numbers.
#include "decide_fixture.h"

static const Row ROWS[] = {
    // new tickets
    {"a person", "", "Help", CAROL, NATURE_PERSON, false, "", 0, false, PROOF_L0,
     "new ticket | new for anna | add in | receipt to carol | ticket-new to anna"},
    {"a company's manager", "", "Help", "x@acme.example", NATURE_PERSON, false, "", 0, false,
     PROOF_L0, "new ticket | new for boris | add in | receipt to x | ticket-new to boris"},
    {"a person who may not be answered", "", "Help", CAROL, NATURE_PERSON, true, "", 0, false,
     PROOF_L0, "new ticket | new for anna | add in | ticket-new to anna"},
    {"no or several senders", "", "Help", "", NATURE_PERSON, false, "", 0, false, PROOF_L0,
     "new ticket | new for anna | add in | ticket-new to anna"},
    {"people on copy join",
     "Cc: dave@customer.example, anna@example.com, help@example.com, Carol@Customer.example",
     "Help", CAROL, NATURE_PERSON, false, "", 0, false, PROOF_L0,
     "new ticket | new for anna | add in | joins dave@customer.example | receipt to carol | "
     "ticket-new to anna"},
    {"63 commands of a customer are text", "", "#close\nHelp", CAROL, NATURE_PERSON, false, "", 0,
     false, PROOF_L0, "new ticket | new for anna | add in | receipt to carol | ticket-new to anna"},
    {"a manager's own request", "", "My lamp", ANNA, NATURE_PERSON, false, "", 0, false, PROOF_L1,
     "new ticket | new for anna | add in | receipt to anna | ticket-new to anna"},
    {"commands without a ticket and without proof", "", "#close\nMy lamp", ANNA, NATURE_PERSON,
     false, "", 0, false, PROOF_L1, "held | held to anna"},
    {"an unproven request for a customer", "", "#requester carol@customer.example\nHer lamp", ANNA,
     NATURE_PERSON, false, "", 0, false, PROOF_L1,
     "new ticket | new for anna | add in | ticket-new to anna"},
    {"a proven request for a customer", "", "#requester carol@customer.example\nHer lamp", ANNA,
     NATURE_PERSON, false, "", 0, false, PROOF_L3,
     "new ticket | new for anna | add in | receipt to carol | ticket-new to anna"},
    {"70 a former manager is a customer", "", "#close", "fred@example.com", NATURE_PERSON, false,
     "", 0, false, PROOF_L0,
     "new ticket | new for anna | add in | receipt to fred | ticket-new to anna"},
    // machines
    {"an automatic answer to nothing", "Auto-Submitted: auto-replied", "Away", CAROL, NATURE_ROBOT,
     true, "", 0, false, PROOF_L0, "robot"},
    {"an absence notice to another letter", "Auto-Submitted: auto-generated\nIn-Reply-To: <x@y>",
     "Away", CAROL, NATURE_ROBOT, true, "", 0, false, PROOF_L0, "robot"},
    {"a machine reports something", "Auto-Submitted: auto-generated", "Disk full",
     "cron@customer.example", NATURE_ROBOT, true, "", 0, false, PROOF_L0,
     "robot | new for anna | add in | ticket-new to anna"},
    {"a machine with an empty sender", "Auto-Submitted: auto-generated\nReturn-Path: <>", "Away",
     CAROL, NATURE_ROBOT, true, "", 0, false, PROOF_L0, "robot"},
    {"a shop that is not to be answered", "", "Order 5", "noreply@shop.example", NATURE_ROBOT,
     false, "", 0, false, PROOF_L0, "robot | new for anna | add in | ticket-new to anna"},
    {"a list", "List-Id: <l.example>", "News", "list@l.example", NATURE_LIST, false, "", 0, false,
     PROOF_L0, "list | new for anna | add in | ticket-new to anna"},
    {"a loop", "", "Echo", "support@example.com", NATURE_LOOP, true, "", 0, false, PROOF_L0,
     "loop"},
    {"a loop on a ticket", "", "Echo", "support@example.com", NATURE_LOOP, true, "open", 0, false,
     PROOF_L0, "loop"},
    {"spam", "", "Buy", EVE, NATURE_SPAM, true, "", 0, false, PROOF_L0, "spam"},
    {"a report about nothing of ours", "", "Failed", "mailer-daemon@x.example", NATURE_BOUNCE, true,
     "", 0, false, PROOF_L0, "bounce"},
    {"an absence notice on a ticket", "Auto-Submitted: auto-replied", "Away", CAROL, NATURE_ROBOT,
     true, "solved", TOKEN_CUSTOMER, false, PROOF_L3, "robot | add in"},
    {"an absence notice of a manager", "Auto-Submitted: auto-replied", "Away", ANNA, NATURE_ROBOT,
     true, "open", TOKEN_MANAGER, false, PROOF_L3, "robot"},
    {"a list that carries a person's answer", "List-Id: <l.example>", "Yes", CAROL, NATURE_LIST,
     false, "wait", 0, false, PROOF_L0, "list | add in | status open | ticket-answer to boris"},
    // customers' answers
    {"answer", "", "Yes", CAROL, NATURE_PERSON, false, "open", TOKEN_CUSTOMER, false, PROOF_L3,
     "answer | add in | ticket-answer to boris"},
    {"answer by reply", "", "Yes", DAVE, NATURE_PERSON, false, "new", 0, false, PROOF_L0,
     "answer | add in | ticket-answer to boris"},
    {"answer opens what waited", "", "Yes", CAROL, NATURE_PERSON, false, "wait", TOKEN_CUSTOMER,
     false, PROOF_L3, "answer | add in | status open | ticket-answer to boris"},
    {"answer opens what was solved", "", "No", CAROL, NATURE_PERSON, false, "solved",
     TOKEN_CUSTOMER, false, PROOF_L3, "answer | add in | status open | ticket-answer to boris"},
    {"answer opens what was closed", "", "No", CAROL, NATURE_PERSON, false, "closed",
     TOKEN_CUSTOMER, false, PROOF_L3, "answer | add in | status open | ticket-answer to boris"},
    {"a stranger with our ID opens nothing", "", "Hi", EVE, NATURE_PERSON, false, "solved", 0, true,
     PROOF_L0, "answer | add in | ticket-answer to boris"},
    {"whom a participant names joins", "Cc: new@customer.example", "Yes", CAROL, NATURE_PERSON,
     false, "open", TOKEN_CUSTOMER, false, PROOF_L3,
     "answer | add in | joins new@customer.example | ticket-answer to boris"},
    {"whom a stranger names does not", "Cc: new@customer.example", "Hi", EVE, NATURE_PERSON, false,
     "open", 0, true, PROOF_L0, "answer | add in | ticket-answer to boris"},
    {"63 customer's commands on a ticket", "", "#close", CAROL, NATURE_PERSON, false, "open",
     TOKEN_CUSTOMER, false, PROOF_L3, "answer | add in | ticket-answer to boris"},
    // managers
    {"a manager's answer", "", "Hello", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER, false,
     PROOF_L3, "answer | add out | answer to carol | answer to dave | note to boris"},
    {"the first answer opens", "", "Hello", "boris@example.com", NATURE_PERSON, false, "new",
     TOKEN_MANAGER, false, PROOF_L3,
     "answer | add out | status open | answer to carol | answer to dave"},
    {"answer and solved", "", "#close\nDone", "boris@example.com", NATURE_PERSON, false, "open",
     TOKEN_MANAGER, false, PROOF_L3,
     "answer | add out | status solved | answer to carol | answer to dave | solved to carol | "
     "ticket-changed to boris"},
    {"commands alone", "", "#close", "boris@example.com", NATURE_PERSON, false, "open",
     TOKEN_MANAGER, false, PROOF_L3,
     "command | status solved | solved to carol | ticket-changed to boris"},
    {"solved already", "", "#close", "boris@example.com", NATURE_PERSON, false, "solved",
     TOKEN_MANAGER, false, PROOF_L3, "command | status solved | ticket-changed to boris"},
    {"cancelled is not to be rated", "", "#close invalid", "boris@example.com", NATURE_PERSON,
     false, "open", TOKEN_MANAGER, false, PROOF_L3,
     "command | status invalid | ticket-changed to boris"},
    {"a note", "", "#note\nHm", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER, false, PROOF_L3,
     "note | add note | direction note | note to boris"},
    {"the answer to a note is a note", "", "Hm", ANNA, NATURE_PERSON, false, "open", TOKEN_NOTE,
     false, PROOF_L3, "note | add note | note to boris"},
    {"but #reply sends it", "", "#reply\nHello", ANNA, NATURE_PERSON, false, "open", TOKEN_NOTE,
     false, PROOF_L3,
     "answer | add out | direction out | answer to carol | answer to dave | note to boris"},
    {"handed over with a note", "", "#note\n#assign anna\nYours", "boris@example.com",
     NATURE_PERSON, false, "open", TOKEN_MANAGER, false, PROOF_L3,
     "note | add note | direction note | assigned anna | ticket-assigned to anna | ticket-changed "
     "to boris"},
    {"to a group", "", "#assign line2", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER, false,
     PROOF_L3,
     "command | group line2 | assigned  | ticket-assigned to boris | ticket-assigned to bob | "
     "ticket-changed to boris | ticket-changed to anna"},
    {"taken", "", "#take", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER, false, PROOF_L3,
     "command | assigned anna | ticket-changed to boris | ticket-changed to anna"},
    {"help", "", "#help", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER, false, PROOF_L3,
     "command | help  | command-help to anna"},
    {"69 a fault holds everything", "", "#clsoe\nDone", ANNA, NATURE_PERSON, false, "open",
     TOKEN_MANAGER, false, PROOF_L3, "held | command-fault to anna"},
    {"64 contradictions hold everything", "", "#close\n#open\nDone", ANNA, NATURE_PERSON, false,
     "open", TOKEN_MANAGER, false, PROOF_L3, "held | command-fault to anna"},
    {"60 a command in a quote", "", "Thanks\n\n> #close", ANNA, NATURE_PERSON, false, "open",
     TOKEN_MANAGER, false, PROOF_L3,
     "answer | add out | answer to carol | answer to dave | note to boris"},
    {"62 a command in a signature", "", "Thanks\n\n-- \nAnna\n#close", ANNA, NATURE_PERSON, false,
     "open", TOKEN_MANAGER, false, PROOF_L3,
     "answer | add out | answer to carol | answer to dave | note to boris"},
    {"68 full-width", "", "＃close\nHm", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER, false,
     PROOF_L3, "answer | add out | answer to carol | answer to dave | note to boris"},
    {"14 without proof it is held", "", "#close\nDone", ANNA, NATURE_PERSON, false, "open", 0,
     false, PROOF_L1, "held | held to anna"},
    {"66 an expired token is no proof", "", "#close", ANNA, NATURE_PERSON, false, "open", 0, true,
     PROOF_L1, "held | held to anna"},
    {"DKIM alone is not enough", "", "#close", ANNA, NATURE_PERSON, false, "open", 0, false,
     PROOF_L2, "held | held to anna"},
    {"she confirms", "", "yes", ANNA, NATURE_PERSON, false, "", TOKEN_CONFIRM, false, PROOF_L3,
     "command"},
    {"the ticket is gone", "", "Hello", ANNA, NATURE_PERSON, false, "", TOKEN_MANAGER, false,
     PROOF_L3, "held | command-fault to anna"},
};

static void
table(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(Decision) d = {0};
        decide(&ROWS[i], NULL, &d);
        g_autofree char *said = told(&d);
        if (strcmp(said, ROWS[i].want) != 0)
            fail_msg("%s: %s\n   wanted %s", ROWS[i].name, said, ROWS[i].want);
        assert_true(*d.why || d.outcome == OUTCOME_NEW);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
