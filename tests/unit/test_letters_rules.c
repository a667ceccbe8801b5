// What letters say of promises and of what rules and timers do.
#include "letters_fixture.h"

#include "desk/query.h"

#define NOON   INT64_C(1795779000) // Fri 2026-11-27 11:30 UTC, 12:30 in Berlin
#define HASH   "0123456789abcdef"
#define A_WEEK (7 * DAY)

// A promise of one hour's reaction and two hours' solution stands; nothing is due yet.
static Ticket *
promised(int64_t reaction_at, int64_t solution_at)
{
    Ticket *t = app.ticket;
    ((Reception *)app.reception)->now = now = NOON;
    set(desk->time_zone, "Europe/Berlin");
    set(t->promise, "gold");
    t->reaction_at = reaction_at;
    t->solution_at = solution_at;
    t->answered_at = t->paused_at = 0;
    return t;
}

static void
receipts_say_until_when_we_answer(void **state)
{
    static const struct {
        const char *name;
        int64_t after;
        bool paused;
        const char *language, *said;
    } ROWS[] = {
        {"today", 2 * HOUR, false, "en", "We answer today by 14:30.\n"},
        {"today", 2 * HOUR, false, "ru", "Мы ответим сегодня до 14:30.\n"},
        {"today", 2 * HOUR, false, "uk", "Ми відповімо сьогодні до 14:30.\n"},
        {"midnight", 12 * HOUR, false, "en", "We answer by Saturday, 0:30.\n"},
        {"weekday", 3 * DAY, false, "en", "We answer by Monday, 12:30.\n"},
        {"weekday", 3 * DAY, false, "ru", "Мы ответим не позднее понедельника, 12:30.\n"},
        {"weekday", 6 * DAY, false, "uk", "Ми відповімо не пізніше четверга, 12:30.\n"},
        {"date", A_WEEK, false, "en", "We answer by 4 December, 12:30.\n"},
        {"date", A_WEEK, false, "ru", "Мы ответим не позднее 4 декабря, 12:30.\n"},
        {"date", A_WEEK, false, "uk", "Ми відповімо не пізніше 4 грудня, 12:30.\n"},
        {"stopped", HOUR, true, "en", NULL},
        {"over", -HOUR, false, "en", NULL},
        {"none", -NOON, false, "en", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Ticket *t = promised(NOON + ROWS[i].after, 0);
        t->paused_at = ROWS[i].paused ? NOON - HOUR : 0;
        g_autoptr(Draft) d = draft_of(NOTICE_RECEIPT, ROWS[i].language, "", "");
        if (ROWS[i].said)
            has(d->text, ROWS[i].said);
        else
            lacks(d->text, "We answer");
    }
}

// Where the day of the clock is another one than that of UTC.
static void
deadlines_are_told_in_the_zone_of_the_promise(void **state)
{
    static const struct {
        const char *zone;
        int64_t at;
        const char *said;
    } ROWS[] = {
        {"Europe/Berlin", NOON + 2 * HOUR, "Answer due: Fri 14:30 (in 2 h)\n"},
        {"Pacific/Kiritimati", NOON + 2 * HOUR, "Answer due: Sat 3:30 (in 2 h)\n"},
        {"Pacific/Kiritimati", NOON + A_WEEK, "Answer due: Sat 2026-12-05 1:30 (in 7 d)\n"},
        {"Etc/GMT+12", NOON + HOUR / 2, "Answer due: Fri 0:00 (in 30 min)\n"},
        {"Etc/GMT+12", NOON + A_WEEK, "Answer due: Thu 2026-12-03 23:30 (in 7 d)\n"},
        {"Europe/Berlin", NOON - HOUR, "Answer due: Fri 11:30 (1 h ago) — LATE\n"},
        {"Europe/Berlin", NOON - A_WEEK, "Answer due: Fri 2026-11-20 12:30 (7 d ago) — LATE\n"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        promised(ROWS[i].at, 0);
        set(desk->time_zone, ROWS[i].zone);
        g_autoptr(Draft) d = draft_of(NOTICE_TICKET_NEW, "en", "x", "");
        has(d->text, ROWS[i].said);
        lacks(d->text, "Solution due");
    }
}

static void
deadlines_stand_while_they_count(void **state)
{
    Ticket *t = promised(NOON + HOUR, NOON + 26 * HOUR);
    static const NoticeKind KINDS[] = {NOTICE_TICKET_NEW, NOTICE_TICKET_ANSWER, NOTICE_SHOW,
                                       NOTICE_REMINDER,   NOTICE_CHANGED,       NOTICE_NOTE};
    for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        g_autoptr(Draft) d = draft_of(KINDS[i], "en", "x", "");
        // The config has no such promise any more; that is said where all is.
        has(d->text, KINDS[i] == NOTICE_SHOW
                         ? "Answer due: Fri 13:30 (in 1 h)\n"
                           "  as promised before the promise or the config changed\n"
                           "Solution due: Sat 14:30 (in 26 h)\n"
                         : "Answer due: Fri 13:30 (in 1 h)\nSolution due: Sat 14:30 (in 26 h)\n");
        has(d->html, "<b>Answer due:</b> Fri 13:30 (in 1 h)<br>");
    }
    g_autoptr(Draft) list = draft_of(NOTICE_TICKET_NEW, "ru", "x", "");
    has(list->text, "Срок ответа: пт 13:30 (через 1 ч)\nСрок решения: сб 14:30 (через 26 ч)\n");
    t->paused_at = NOON - HOUR;
    g_autoptr(Draft) paused = draft_of(NOTICE_TICKET_NEW, "en", "x", "");
    has(paused->text, "Answer due: Fri 13:30 (the clock is stopped)\n");
    t->paused_at = 0;
    t->answered_at = NOON - 60;
    g_autoptr(Draft) answered = draft_of(NOTICE_TICKET_NEW, "en", "x", "");
    lacks(answered->text, "Answer due");
    has(answered->text, "Solution due");
    t->kind = KIND_SOLVED;
    g_autoptr(Draft) solved = draft_of(NOTICE_TICKET_NEW, "en", "x", "");
    lacks(solved->text, "Solution due");
}

static void
a_whole_ticket_shows_how_it_came_about(void **state)
{
    Ticket *t = promised(0, 0);
    Promise *p = promise_new("gold");
    p->solution = 2 * HOUR;
    g_ptr_array_add(desk->promises, p);
    t->created_at = NOON - HOUR;
    t->solution_at = NOON + HOUR;
    t->answered_at = NOON;
    t->answer_work = HOUR / 2;
    t->answer_wall = HOUR;
    t->status_at = NOON - 3 * HOUR;
    set(t->group, "line2");
    set(((Group *)desk_group(desk, "line2"))->next, "line3");
    g_autoptr(Draft) d = draft_of(NOTICE_SHOW, "en", "", "show");
    static const char *const PARTS[] = {
        "Solution due: Fri 13:30 (in 1 h)\n  Fri 11:30 + 2 h 00 = Fri 13:30",
        "In this status since: ",
        " (3 h)\n",
        "Promise: gold\n",
        "First answer after: 30m of working time, 1h in all\n",
        "Next line: line3\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++)
        has(d->text, PARTS[i]);
    lacks(d->text, "Solved after");
    has(d->html, "<span style=\"color:#1c71d8\">●</span> new<br>");
    set(((Status *)desk_status(desk, "new"))->colour, "#123456");
    g_autoptr(Draft) coloured = draft_of(NOTICE_SHOW, "en", "", "show");
    has(coloured->html, "<span style=\"color:#123456\">●</span> new<br>");
}

static void
add_rule(const char *name, bool built_in, TimerBase since)
{
    Rule *r = rule_new(name);
    r->built_in = built_in;
    r->since = since;
    g_ptr_array_add(desk->rules, r);
}

static void
reminders_say_why_they_come(void **state)
{
    add_rule("nudge", false, SINCE_MANAGER);
    add_rule("promise gold: answer late", true, SINCE_REACTION);
    promised(NOON - HOUR, 0);
    static const struct {
        const char *rule, *language, *text, *said;
        bool shown;
    } ROWS[] = {
        {"nudge", "en", "Please look.\n#close", "A reminder by the rule “nudge”.\n", true},
        {"nudge", "uk", "Please look.\n#close", "Нагадування за правилом «nudge».\n", true},
        {"nudge", "ru", "", "Напоминание по правилу «nudge».\n", false},
        {"promise gold: answer late", "en", "The first answer is late.",
         "⁂⁂⁂\n\n----------------------------------------\nThe first answer is late.\n", false},
        {"promise gold: answer late", "ru", "The first answer is late.",
         "⁂⁂⁂\n\n----------------------------------------\nПервый ответ просрочен.\n", false},
        {"gone", "en", "Please look.\n#close", "A reminder by the rule “gone”.\n", true},
        {"", "en", "", "The ticket calls for attention.\n", false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Draft) d =
            draft_of(NOTICE_REMINDER, ROWS[i].language, ROWS[i].text, ROWS[i].rule);
        has(d->text, ROWS[i].said);
        if (ROWS[i].shown)
            has(d->text, "Please look.\n› #close");
        has(d->text, "It <b>burns</b>.");
        lacks(d->text, "She pays late.");
        has(d->html, "body=%23close");
        assert_string_equal(d->subject, "[HD#3] Printer");
    }
}

static void
faults_of_rules_are_told_with_their_name(void **state)
{
    g_autoptr(Draft) d = draft_of(NOTICE_RULE_FAULT, "en", "subject: too slow", "vip");
    assert_string_equal(d->subject, "[HD#3] A rule could not be tried: vip");
    has(d->text, "The rule “vip” could not be tried:\n\n  subject: too slow\n");
    has(d->text, " in ticket [HD#3].");
    g_autoptr(Ticket) none = g_steal_pointer(&app.ticket);
    g_autoptr(Draft) about_none = draft_of(NOTICE_RULE_FAULT, "ru", "subject: too slow", "vip");
    assert_string_equal(about_none->subject, "Правило не удалось проверить: vip");
    lacks(about_none->text, " в заявке ");
    app.ticket = g_steal_pointer(&none);
}

static void
what_became_due_meanwhile_comes_in_one_letter(void **state)
{
    g_autoptr(Address) to = address_new("", ANNA);
    Notice *n = notice_new(NOTICE_CAUGHT_UP, to, "en", "[HD#3] #close: late\n[HD#2] Toner: late\n");
    g_autoptr(Draft) unknown = draft_of(NOTICE_CAUGHT_UP, "en", "x", "");
    has(unknown->text, "Much became due at once. What");
    assert_true(store_begin(store, NULL));
    assert_true(store_clock_set(store, "tick", now - 2 * DAY, "", NULL));
    assert_true(render_notice(&app, &decision, n, NULL));
    assert_true(store_commit(store, NULL));
    notice_free(n);
    g_autofree char *text = letter_text("caught-up", ANNA), *since = clock_people(now - 2 * DAY);
    g_autofree char *intro =
        g_strdup_printf("Much became due at once (the last run was at %s).", since);
    has(text, intro);
    has(text, "[HD#3] ›#close: late\n[HD#2] Toner: late\n\nTo act");
    g_autoptr(Outgoing) o = letter("caught-up", ANNA);
    assert_int_equal(o->ticket, 0);
    has(o->subject, "what became due (2)");
}

// A line of it, in the language of its reader.
static void
letters_that_were_not_sent_are_summed_up(void **state)
{
    add_rule("nudge", false, SINCE_MANAGER);
    add_rule("promise gold: answer late", true, SINCE_REACTION);
    static const struct {
        NoticeKind kind;
        const char *text, *query, *why, *said;
    } ROWS[] = {
        {NOTICE_REMINDER, "The first answer is late.", "promise gold: answer late", "x",
         "Первый ответ просрочен."},
        {NOTICE_REMINDER, "Look.", "nudge", "x", "Look."},
        {NOTICE_REMINDER, "", "nudge", "x", "nudge"},
        {NOTICE_WOKEN, "", "woken", "x", "вернулась"},
        {NOTICE_WOKEN, "", "due", "x", "наступил срок"},
        {NOTICE_TICKET_NEW, "words", "", "x", "новая заявка"},
        {NOTICE_TICKET_ASSIGNED, "", "", "x", "передана вам"},
        {NOTICE_CHANGED, "", "", "a rating: 3 of 5", "оценка: 3 из 5"},
    };
    g_autoptr(Address) to = address_new("", ANNA);
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Notice *n = notice_new(ROWS[i].kind, to, "ru", ROWS[i].text);
        set(n->query, ROWS[i].query);
        g_autofree char *said = notice_summary(desk, n, ROWS[i].why);
        notice_free(n);
        if (strcmp(said, ROWS[i].said) != 0)
            fail_msg("%s: %s", ROWS[i].said, said);
    }
}

static void
rules_answer_in_nobodys_name(void **state)
{
    ((Queue *)desk->queues->pdata[0])->reply_addresses = true;
    app.who = "system";
    g_autoptr(Draft) d = draft_of(NOTICE_AUTO_ANSWER, "en", "We are *closed*.", "");
    assert_string_equal(d->subject, "Re: [HD#3] Printer");
    assert_string_equal(d->auto_submitted, "auto-replied");
    has(d->text, "We are *closed*.\n\n--\nTest Desk · [HD#3]");
    lacks(d->text, "Anna");
    assert_non_null(d->reply_to);
    desk->markdown = true;
    g_autoptr(Draft) rich = draft_of(NOTICE_AUTO_ANSWER, "en", "We are *closed*.", "");
    has(rich->html, "We are <em>closed</em>.");
}

// A refused mail makes no ticket; its answer belongs to the mail itself.
static void
refusals_answer_the_mail(void **state)
{
    ((Queue *)desk->queues->pdata[0])->reply_addresses = true;
    g_autofree char *bytes = mail("Eve <" EVE ">", "Buy this", "", "Cheap.");
    g_autoptr(Blob) raw = blob_new_bytes(bytes, strlen(bytes));
    Incoming in = {.raw = raw, .received_at = now};
    g_auto(Case) c = {0};
    assert_true(case_gather(app.reception, &in, &(CaseOptions){0}, &c, NULL));
    g_autoptr(Ticket) none = g_steal_pointer(&app.ticket);
    app.source = &c;
    g_autoptr(Draft) d = draft_of(NOTICE_AUTO_ANSWER, "en", "No, thanks.", "");
    assert_string_equal(d->subject, "Re: Buy this");
    assert_string_equal(d->in_reply_to, message_id(c.message));
    assert_int_equal(d->references->len, 1);
    assert_null(d->reply_to);
    lacks(d->text, "[HD#");
    app.source = NULL;
    app.ticket = g_steal_pointer(&none);
}

static void
decisions_are_told_with_rule_and_config(void **state)
{
    add_rule("close", false, SINCE_STATUS);
    add_rule("silence", true, SINCE_STATUS);
    static const struct {
        const char *rule, *said;
    } ROWS[] = {
        {"close", "\n  rule close, config 01234567\n"},
        {"silence", "\n  rule the time has come, config 01234567\n"},
        {"assign", "\n  rule #assign, config 01234567\n"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Event) e = event_new(3, now, "status", "system", "open → solved");
        set(e->rule, ROWS[i].rule);
        assert_true(store_event_add(store, e, HASH, NULL));
        g_autoptr(Draft) d = draft_of(NOTICE_WHY, "en", "", "why");
        has(d->text, ROWS[i].said);
    }
    g_autoptr(Event) e =
        event_new(3, now, "remark", "system", "the rule could not be tried: too slow");
    assert_true(store_event_add(store, e, HASH, NULL));
    g_autoptr(Draft) d = draft_of(NOTICE_WHY, "ru", "", "why");
    has(d->text, "замечание правила: правило не удалось проверить: too slow\n");
}

static void
late_lists_hold_what_a_promise_missed(void **state)
{
    static const struct {
        const char *name;
        int64_t due, reaction, solution, answered, paused;
        StatusKind kind;
        bool late;
    } ROWS[] = {
        {"nothing promised", 0, 0, 0, 0, 0, KIND_NEW, false},
        {"due", NOON - 1, 0, 0, 0, 0, KIND_NEW, true},
        {"just due", NOON, 0, 0, 0, 0, KIND_NEW, true},
        {"not yet due", NOON + 1, NOON + 1, NOON + 1, 0, 0, KIND_NEW, false},
        {"no answer", 0, NOON, 0, 0, 0, KIND_NEW, true},
        {"answered", 0, NOON - 1, NOON + 1, NOON - 2, 0, KIND_OPEN, false},
        {"no solution", 0, 0, NOON, 0, 0, KIND_OPEN, true},
        {"missed before the clock stopped", 0, 0, NOON - 5, 0, NOON - 4, KIND_WAITING, true},
        {"the clock stopped before", 0, NOON - 3, NOON - 3, 0, NOON - 4, KIND_WAITING, false},
        {"solved", NOON - 1, NOON - 1, NOON - 1, 0, 0, KIND_SOLVED, false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Ticket *t = promised(ROWS[i].reaction, ROWS[i].solution);
        t->due_at = ROWS[i].due;
        t->answered_at = ROWS[i].answered;
        t->paused_at = ROWS[i].paused;
        t->kind = ROWS[i].kind;
        assert_true(store_ticket_save(store, t, NULL));
        g_auto(TicketQuery) found = {0};
        assert_true(
            ticket_query(desk, store, desk_manager(desk, "anna"), "list late", now, &found, NULL));
        bool late = found.tickets->len == 1;
        if (late != ROWS[i].late || ticket_is_late(t, now) != late)
            fail_msg("%s: listed %d, late %d", ROWS[i].name, late, ticket_is_late(t, now));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        LETTERS(receipts_say_until_when_we_answer),
        LETTERS(deadlines_are_told_in_the_zone_of_the_promise),
        LETTERS(deadlines_stand_while_they_count),
        LETTERS(a_whole_ticket_shows_how_it_came_about),
        LETTERS(reminders_say_why_they_come),
        LETTERS(faults_of_rules_are_told_with_their_name),
        LETTERS(what_became_due_meanwhile_comes_in_one_letter),
        LETTERS(letters_that_were_not_sent_are_summed_up),
        LETTERS(rules_answer_in_nobodys_name),
        LETTERS(refusals_answer_the_mail),
        LETTERS(decisions_are_told_with_rule_and_config),
        LETTERS(late_lists_hold_what_a_promise_missed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
