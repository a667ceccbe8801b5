// test_decide.c: what becomes of a message: nature × thread × sender × proof → outcome, changes, letters.
// Facts are made by hand, so nothing but the decision is tested.
#include "desk_fixture.h"

#include "ticket/decide.h"

static Desk *desk;

// What a row of the tables puts into Facts.
typedef struct {
    const char *name;
    const char *headers;  // beside To: support and From
    const char *text;
    const char *from;     // address; "" = none or several
    NatureKind nature;    // robot, list: as mail/nature says; silent: not reopened, not passed on
    bool silent;
    const char *ticket;   // status of Carol's ticket 1, "" = no ticket
    char token;           // purpose of a valid token, 0 = none
    bool stranger;
    Proof proof;
    const char *want;     // see told()
} Row;

static char *
told(const Decision *d)
{
    GString *s = g_string_new(names_name(OUTCOME_NAMES, (int)d->outcome));
    if (d->create)
        g_string_append_printf(s, " | new for %s", *d->manager ? d->manager : "nobody");
    if (d->add)
        g_string_append_printf(s, " | add %s", names_name(DIRECTION_NAMES, (int)d->direction));
    for (guint i = 0; i < d->joining->len; i++)
        g_string_append_printf(s, " | joins %s", ((Address *)d->joining->pdata[i])->address);
    for (guint i = 0; i < d->changes->len; i++) {
        const Change *c = d->changes->pdata[i];
        g_string_append_printf(s, " | %s %s", names_name(CHANGE_NAMES, (int)c->kind), c->value);
    }
    for (guint i = 0; i < d->notices->len; i++) {
        const Notice *n = d->notices->pdata[i];
        g_autofree char *who = g_strndup(n->to->address, strcspn(n->to->address, "@"));
        g_string_append_printf(s, " | %s to %s", NOTICES[n->kind].template, who);
    }
    return g_string_free(s, FALSE);
}

static Ticket *
make_ticket(const char *status)
{
    Ticket *t = ticket_new();
    const Status *s = desk_status(desk, status);
    assert_non_null(s);
    t->number = 1;
    set(t->queue, "support");
    set(t->subject, "Lamp");
    set(t->status, s->name);
    t->kind = s->kind;
    set(t->manager, "boris");
    set(t->language, "ru");
    t->requester = contact_new("carol@customer.example", "Carol");
    g_ptr_array_add(t->participants, contact_new("dave@customer.example", ""));
    return t;
}

static void
decide(const Row *r, void (*change)(Facts *f), Decision *out)
{
    g_autofree char *text = g_strdup_printf("To: support@example.com\nSubject: Lamp\n%s%s\n%s\n", r->headers,
                                            *r->headers ? "\n" : "", r->text);
    g_autoptr(Blob) raw = blob_new_bytes(text, strlen(text));
    g_autoptr(Message) m = message_parse(raw, NULL, NULL);
    assert_non_null(m);
    g_autoptr(Ticket) ticket = *r->ticket ? make_ticket(r->ticket) : NULL;
    g_autoptr(Address) sender = *r->from ? address_new("", r->from) : NULL;
    bool person = r->nature == NATURE_PERSON;
    Nature nature = {.kind = r->nature, .may_answer = person && !r->silent, .may_reopen = !r->silent,
                     .may_pass_on = !r->silent, .why = (char *)(uintptr_t)(person ? "" : "the header")};
    ThreadChoice thread = {.ticket = ticket ? 1 : 0, .by = r->token ? "token" : ticket ? "reply" : "",
                           .token_valid = r->token != 0, .token = {.purpose = (TokenPurpose)r->token, .ref = 42},
                           .stranger = r->stranger};
    const Manager *manager = sender ? desk_manager_by_address(desk, sender->address) : NULL;
    Facts f = {
        .desk = desk, .queue = desk->queues->pdata[0], .now = NOW, .automation = true, .message = m, .nature = &nature,
        .thread = &thread, .ticket = ticket, .sender = sender, .manager = manager && manager->active ? manager : NULL,
        .proof = r->proof, .next_in_turn = "anna",
    };
    if (change)
        change(&f);
    decide_message(&f, out);
}

#define CAROL "carol@customer.example"
#define DAVE  "dave@customer.example"
#define ANNA  "anna@example.com"
#define EVE   "eve@stranger.example"

static const Row ROWS[] = {
    // new tickets
    {"a person", "", "Help", CAROL, NATURE_PERSON, false, "", 0, false, PROOF_L0,
     "new ticket | new for anna | add in | receipt to carol | ticket-new to anna"},
    {"a company's manager", "", "Help", "x@acme.example", NATURE_PERSON, false, "", 0, false, PROOF_L0,
     "new ticket | new for boris | add in | receipt to x | ticket-new to boris"},
    {"a person who may not be answered", "", "Help", CAROL, NATURE_PERSON, true, "", 0, false, PROOF_L0,
     "new ticket | new for anna | add in | ticket-new to anna"},
    {"no or several senders", "", "Help", "", NATURE_PERSON, false, "", 0, false, PROOF_L0,
     "new ticket | new for anna | add in | ticket-new to anna"},
    {"people on copy join", "Cc: dave@customer.example, anna@example.com, help@example.com, Carol@Customer.example",
     "Help", CAROL, NATURE_PERSON, false, "", 0, false, PROOF_L0,
     "new ticket | new for anna | add in | joins dave@customer.example | receipt to carol | ticket-new to anna"},
    {"63 commands of a customer are text", "", "#close\nHelp", CAROL, NATURE_PERSON, false, "", 0, false, PROOF_L0,
     "new ticket | new for anna | add in | receipt to carol | ticket-new to anna"},
    {"a manager without a ticket is a customer", "", "#close\nMy lamp", ANNA, NATURE_PERSON, false, "", 0, false,
     PROOF_L1, "new ticket | new for anna | add in | receipt to anna | ticket-new to anna"},
    {"70 a former manager is a customer", "", "#close", "fred@example.com", NATURE_PERSON, false, "", 0, false,
     PROOF_L0, "new ticket | new for anna | add in | receipt to fred | ticket-new to anna"},
    // machines
    {"an automatic answer to nothing", "Auto-Submitted: auto-replied", "Away", CAROL, NATURE_ROBOT, true, "", 0, false,
     PROOF_L0, "robot"},
    {"an absence notice to another letter", "Auto-Submitted: auto-generated\nIn-Reply-To: <x@y>", "Away", CAROL,
     NATURE_ROBOT, true, "", 0, false, PROOF_L0, "robot"},
    {"a machine reports something", "Auto-Submitted: auto-generated", "Disk full", "cron@customer.example",
     NATURE_ROBOT, true, "", 0, false, PROOF_L0, "robot | new for anna | add in | ticket-new to anna"},
    {"a machine with an empty sender", "Auto-Submitted: auto-generated\nReturn-Path: <>", "Away", CAROL, NATURE_ROBOT,
     true, "", 0, false, PROOF_L0, "robot"},
    {"a shop that is not to be answered", "", "Order 5", "noreply@shop.example", NATURE_ROBOT, false, "", 0, false,
     PROOF_L0, "robot | new for anna | add in | ticket-new to anna"},
    {"a list", "List-Id: <l.example>", "News", "list@l.example", NATURE_LIST, false, "", 0, false, PROOF_L0,
     "list | new for anna | add in | ticket-new to anna"},
    {"a loop", "", "Echo", "support@example.com", NATURE_LOOP, true, "", 0, false, PROOF_L0, "loop"},
    {"a loop on a ticket", "", "Echo", "support@example.com", NATURE_LOOP, true, "open", 0, false, PROOF_L0, "loop"},
    {"spam", "", "Buy", EVE, NATURE_SPAM, true, "", 0, false, PROOF_L0, "spam"},
    {"a report about nothing of ours", "", "Failed", "mailer-daemon@x.example", NATURE_BOUNCE, true, "", 0, false,
     PROOF_L0, "bounce"},
    {"an absence notice on a ticket", "Auto-Submitted: auto-replied", "Away", CAROL, NATURE_ROBOT, true, "solved",
     TOKEN_CUSTOMER, false, PROOF_L3, "robot | add in"},
    {"an absence notice of a manager", "Auto-Submitted: auto-replied", "Away", ANNA, NATURE_ROBOT, true, "open",
     TOKEN_MANAGER, false, PROOF_L3, "robot"},
    {"a list that carries a person's answer", "List-Id: <l.example>", "Yes", CAROL, NATURE_LIST, false, "wait", 0,
     false, PROOF_L0, "list | add in | status open | ticket-answer to boris"},
    // customers' answers
    {"answer", "", "Yes", CAROL, NATURE_PERSON, false, "open", TOKEN_CUSTOMER, false, PROOF_L3,
     "answer | add in | ticket-answer to boris"},
    {"answer by reply", "", "Yes", DAVE, NATURE_PERSON, false, "new", 0, false, PROOF_L0,
     "answer | add in | ticket-answer to boris"},
    {"answer opens what waited", "", "Yes", CAROL, NATURE_PERSON, false, "wait", TOKEN_CUSTOMER, false, PROOF_L3,
     "answer | add in | status open | ticket-answer to boris"},
    {"answer opens what was solved", "", "No", CAROL, NATURE_PERSON, false, "solved", TOKEN_CUSTOMER, false, PROOF_L3,
     "answer | add in | status open | ticket-answer to boris"},
    {"answer opens what was closed", "", "No", CAROL, NATURE_PERSON, false, "closed", TOKEN_CUSTOMER, false, PROOF_L3,
     "answer | add in | status open | ticket-answer to boris"},
    {"a stranger with our ID opens nothing", "", "Hi", EVE, NATURE_PERSON, false, "solved", 0, true, PROOF_L0,
     "answer | add in | ticket-answer to boris"},
    {"whom a participant names joins", "Cc: new@customer.example", "Yes", CAROL, NATURE_PERSON, false, "open",
     TOKEN_CUSTOMER, false, PROOF_L3, "answer | add in | joins new@customer.example | ticket-answer to boris"},
    {"whom a stranger names does not", "Cc: new@customer.example", "Hi", EVE, NATURE_PERSON, false, "open", 0, true,
     PROOF_L0, "answer | add in | ticket-answer to boris"},
    {"63 customer's commands on a ticket", "", "#close", CAROL, NATURE_PERSON, false, "open", TOKEN_CUSTOMER, false,
     PROOF_L3, "answer | add in | ticket-answer to boris"},
    // managers
    {"a manager's answer", "", "Hello", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER, false, PROOF_L3,
     "answer | add out | answer to carol | answer to dave | note to boris"},
    {"the first answer opens", "", "Hello", "boris@example.com", NATURE_PERSON, false, "new", TOKEN_MANAGER, false,
     PROOF_L3, "answer | add out | status open | answer to carol | answer to dave"},
    {"answer and solved", "", "#close\nDone", "boris@example.com", NATURE_PERSON, false, "open", TOKEN_MANAGER, false,
     PROOF_L3, "answer | add out | status solved | answer to carol | answer to dave | solved to carol"},
    {"commands alone", "", "#close", "boris@example.com", NATURE_PERSON, false, "open", TOKEN_MANAGER, false, PROOF_L3,
     "command | status solved | solved to carol"},
    {"solved already", "", "#close", "boris@example.com", NATURE_PERSON, false, "solved", TOKEN_MANAGER, false,
     PROOF_L3, "command | status solved"},
    {"cancelled is not to be rated", "", "#close invalid", "boris@example.com", NATURE_PERSON, false, "open",
     TOKEN_MANAGER, false, PROOF_L3, "command | status invalid"},
    {"a note", "", "#note\nHm", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER, false, PROOF_L3,
     "note | add note | direction note | note to boris"},
    {"the answer to a note is a note", "", "Hm", ANNA, NATURE_PERSON, false, "open", TOKEN_NOTE, false, PROOF_L3,
     "note | add note | note to boris"},
    {"but #reply sends it", "", "#reply\nHello", ANNA, NATURE_PERSON, false, "open", TOKEN_NOTE, false, PROOF_L3,
     "answer | add out | direction out | answer to carol | answer to dave | note to boris"},
    {"handed over with a note", "", "#note\n#assign anna\nYours", "boris@example.com", NATURE_PERSON, false, "open",
     TOKEN_MANAGER, false, PROOF_L3, "note | add note | direction note | assigned anna | ticket-assigned to anna"},
    {"to a group", "", "#assign line2", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER, false, PROOF_L3,
     "command | group line2 | assigned  | ticket-assigned to boris | ticket-assigned to bob"},
    {"taken", "", "#take", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER, false, PROOF_L3,
     "command | assigned anna"},
    {"help", "", "#help", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER, false, PROOF_L3,
     "command | help  | command-help to anna"},
    {"69 a fault holds everything", "", "#clsoe\nDone", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER, false,
     PROOF_L3, "command | command-fault to anna"},
    {"64 contradictions hold everything", "", "#close\n#open\nDone", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER,
     false, PROOF_L3, "command | command-fault to anna"},
    {"60 a command in a quote", "", "Thanks\n\n> #close", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER, false,
     PROOF_L3, "answer | add out | answer to carol | answer to dave | note to boris"},
    {"62 a command in a signature", "", "Thanks\n\n-- \nAnna\n#close", ANNA, NATURE_PERSON, false, "open",
     TOKEN_MANAGER, false, PROOF_L3, "answer | add out | answer to carol | answer to dave | note to boris"},
    {"68 full-width", "", "＃close\nHm", ANNA, NATURE_PERSON, false, "open", TOKEN_MANAGER, false, PROOF_L3,
     "answer | add out | answer to carol | answer to dave | note to boris"},
    {"14 without proof it is held", "", "#close\nDone", ANNA, NATURE_PERSON, false, "open", 0, false, PROOF_L1,
     "held | held to anna"},
    {"66 an expired token is no proof", "", "#close", ANNA, NATURE_PERSON, false, "open", 0, true, PROOF_L1,
     "held | held to anna"},
    {"DKIM alone is not enough", "", "#close", ANNA, NATURE_PERSON, false, "open", 0, false, PROOF_L2,
     "held | held to anna"},
    {"she confirms", "", "yes", ANNA, NATURE_PERSON, false, "", TOKEN_CONFIRM, false, PROOF_L3, "command"},
    {"the ticket is gone", "", "Hello", ANNA, NATURE_PERSON, false, "", TOKEN_MANAGER, false, PROOF_L3, "held"},
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

// A held letter that she confirmed acts with her proof; an answer to a note stays inside all the same.
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
    Row r = {"", "", "yes\n#close", ANNA, NATURE_PERSON, false, "open", TOKEN_CONFIRM, false, PROOF_L3, ""};
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
        {"", "", "Help", CAROL, NATURE_PERSON, false, "", 0, false, PROOF_L0, "new ticket | new for anna | add in"},
        {"", "", "More", CAROL, NATURE_PERSON, false, "open", 0, false, PROOF_L0, "answer | add in"},
        {"", "", "#close\nDone", ANNA, NATURE_PERSON, false, "open", 0, false, PROOF_L1, "answer | add out"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(SAMPLES); i++) {
        g_auto(Decision) d = {0};
        decide(&SAMPLES[i], no_automation, &d);
        g_autofree char *said = told(&d);
        assert_string_equal(said, SAMPLES[i].want);
    }
}

// ── caps against storms ──

static void cap_all(Facts *f) { f->auto_in_all = 200; }
static void cap_all_below(Facts *f) { f->auto_in_all = 199; }
static void cap_sender(Facts *f) { f->auto_to_sender = 5; }
static void cap_receipts(Facts *f) { f->receipts_to_sender = 5; }
static void cap_ticket(Facts *f) { f->auto_of_ticket = 3; }

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
    static const Row QUESTION = {"", "", "Help", CAROL, NATURE_PERSON, false, "", 0, false, PROOF_L0, ""};
    static const Row CLOSE = {"", "", "#close\nDone", ANNA, NATURE_PERSON, false, "open", 'm', false, PROOF_L3, ""};
    for (size_t i = 0; i < G_N_ELEMENTS(SAMPLES); i++) {
        g_auto(Decision) q = {0}, c = {0};
        decide(&QUESTION, SAMPLES[i].change, &q);
        decide(&CLOSE, SAMPLES[i].change, &c);
        g_autofree char *asked = told(&q), *closed = told(&c);
        assert_int_equal(strstr(asked, "receipt to carol") != NULL, SAMPLES[i].receipt);
        assert_non_null(strstr(asked, "ticket-new to anna"));  // managers always hear
        assert_int_equal(strstr(closed, "solved to carol") != NULL, SAMPLES[i].solved);
        assert_non_null(strstr(closed, "answer to carol"));  // a person's answer is never held back
    }
}

static void
switched_off(void **state)
{
    static const Row QUESTION = {"", "", "Help", CAROL, NATURE_PERSON, false, "", 0, false, PROOF_L0, ""};
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
    static const Row QUESTION = {"", "", "Help", "x@acme.example", NATURE_PERSON, false, "", 0, false, PROOF_L0, ""};
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
        Row r = {"", "Content-Type: text/plain; charset=utf-8", SAMPLES[i].text, CAROL, NATURE_PERSON, false, "", 0,
                 false, PROOF_L0, ""};
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
    static const Row ANSWER = {"", "Cc: spy@stranger.example", "Hm", CAROL, NATURE_PERSON, false, "open", 0, false,
                               PROOF_L0, ""};
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
        {"a person's answer failed", BOUNCE_FAILED, true, false, CAROL, "bounce | undelivered to boris", FATE_FAILED_HARD},
        {"a receipt failed", BOUNCE_FAILED, true, true, CAROL, "bounce", FATE_FAILED_HARD},
        {"only late", BOUNCE_DELAYED, false, false, CAROL, "bounce", FATE_LATE},
        {"mailbox full", BOUNCE_FAILED, false, false, CAROL, "bounce | undelivered to boris", FATE_FAILED_SOFT},
        {"delivered", BOUNCE_DELIVERED, false, false, CAROL, "bounce", FATE_NONE},
        {"marked as spam", BOUNCE_COMPLAINT, false, false, CAROL, "bounce", FATE_COMPLAINT},
        {"a notice to a manager", BOUNCE_FAILED, true, false, ANNA, "bounce", FATE_FAILED_HARD},
    };
    static const Row REPORT = {"", "", "Failed", "mailer-daemon@x.example", NATURE_BOUNCE, true, "open", 0, false,
                               PROOF_L0, ""};
    for (size_t i = 0; i < G_N_ELEMENTS(SAMPLES); i++) {
        BounceRecipient r = {.recipient = (char *)"", .status = (char *)"5.1.1", .diagnostic = (char *)"no such user",
                             .action = SAMPLES[i].action, .permanent = SAMPLES[i].permanent};
        g_autoptr(GPtrArray) recipients = g_ptr_array_new();
        g_ptr_array_add(recipients, &r);
        Bounce b = {.recipients = recipients, .original_id = (char *)"x"};
        report = &b;
        letter = (Outgoing){.id = 9, .template = (char *)"answer", .to = (char *)(uintptr_t)SAMPLES[i].to,
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
    Facts f = {.desk = desk, .queue = desk->queues->pdata[0], .now = NOW, .automation = true, .nature = &nature,
               .thread = &thread, .next_in_turn = "anna"};
    g_auto(Decision) d = {0};
    decide_unreadable(&f, "empty", &d);
    g_autofree char *said = told(&d);
    assert_string_equal(said, "new ticket | new for anna | add in | ticket-new to anna");
    assert_non_null(strstr(d.text, "empty"));
}

// With nobody named to take tickets every active manager does; a former one never.
static void
candidates(void **state)
{
    g_autofree const char **named = assign_candidates(desk, desk->queues->pdata[0]);
    g_autofree const char **all = assign_candidates(desk, desk->queues->pdata[1]);
    assert_int_equal(g_strv_length((char **)named), 2);
    assert_int_equal(g_strv_length((char **)all), 3);
    for (int i = 0; all[i]; i++)
        assert_string_not_equal(all[i], "fred");
}

static int
setup(void **state)
{
    desk = test_desk();
    return 0;
}

static int
teardown(void **state)
{
    g_clear_pointer(&desk, desk_free);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table),       cmocka_unit_test(released), cmocka_unit_test(which_letter_is_confirmed),
        cmocka_unit_test(imported),    cmocka_unit_test(caps),     cmocka_unit_test(switched_off),
        cmocka_unit_test(own_manager), cmocka_unit_test(languages), cmocka_unit_test(crowd),
        cmocka_unit_test(marker_brings_nobody), cmocka_unit_test(bounces), cmocka_unit_test(unreadable),
        cmocka_unit_test(candidates),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
