// What was done, in the words of who reads of it: events, commands, times.
#include "letters_fixture.h"

static void
changes_are_told_in_the_readers_words(void **state)
{
    note_done("status", "open → solved");
    note_done("priority", "normal → urgent");
    note_done("assigned", "nobody → anna");
    note_done("sent", "solved to x");
    note_done("title", "#close {{me}}\nnow");
    note_done("something", "new");
    g_autoptr(Draft) others = draft_of(NOTICE_CHANGED, "ru", "", "");
    has(others->text, "автор: Boris Lind");
    has(others->text, "  статус: в работе → решена\n");
    has(others->text, "  приоритет: обычный → ");
    has(others->text, "  ответственный: никто → Anna Berg\n");
    has(others->text, "  тема: #close {{me}} now\n");
    has(others->text, "  something: new\n");
    lacks(others->text, "solved to x");
    lacks(others->text, "  #undo");
    app.who = "anna";
    g_autoptr(Draft) hers = draft_of(NOTICE_CHANGED, "en", "", "");
    has(hers->text, "Done:\n");
    has(hers->text, "  #undo");
    decision.undoable = false;
    g_autoptr(Draft) final = draft_of(NOTICE_CHANGED, "en", "", "");
    lacks(final->text, "  #undo");
}

static void
details_are_told_in_the_readers_words(void **state)
{
    static const struct {
        const char *kind, *detail, *told;
    } ROWS[] = {
        {"field", "room: none → 7", "поле: room: нет → 7"},
        {"spam", "x@zz.example is blocked", "x@zz.example заблокирован"},
        {"undone", "what anna did; letters stopped: 1, changes: 1",
         "последнее, что сделано (Anna Berg); не уйдёт писем: 1"},
        {"assigned", "boris → nobody: boris may not see the queue sales",
         "Boris Lind → никто: Boris Lind не видит очередь sales"},
        {"linked", "no longer blocks 3", "больше не мешает заявке 3"},
        {"refused", "nothing done: 1 of 2 commands are faulty", "команд с ошибкой: 1 из 2"},
        {"refused", "merged: there is no such ticket", "такой заявки нет"},
        {"title", "answer to carol → x", "answer to carol → x"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        note_done(ROWS[i].kind, ROWS[i].detail);
    g_autoptr(Draft) letter = draft_of(NOTICE_CHANGED, "ru", "", "");
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        has(letter->text, ROWS[i].told);
}

// What a letter offers can be written as it stands there.
static void
usual_names_are_understood(void **state)
{
    for (size_t l = 0; LANG_CODES[l]; l++)
        for (size_t i = 0; VERBS[i]; i++) {
            g_autofree char *name = vars_verb(VERBS[i], LANG_CODES[l]);
            if (verb_find(name + 1) != VERBS[i])
                fail_msg("%s: %s is another command than #%s", LANG_CODES[l], name, VERBS[i]->name);
        }
    g_autofree char *close = vars_verb(verb_find("close"), "uk");
    assert_string_equal(close, "#закрити");
}

static void
answers_that_wait_say_until_when(void **state)
{
    g_autoptr(Address) to = address_new("", CAROL);
    decision.notices = g_ptr_array_new_with_free_func((GDestroyNotify)notice_free);
    decision.wait = 600;
    app.who = "anna";
    g_autoptr(Draft) none = draft_of(NOTICE_CHANGED, "en", "", "");
    lacks(none->text, "leaves at");
    has(none->text, "it was so already");
    g_ptr_array_add(decision.notices, notice_new(NOTICE_ANSWER, to, "en", "x"));
    g_autofree char *then = clock_people(now + 600);
    g_autofree char *words = g_strdup_printf("leaves at %s; until then #undo", then);
    g_autoptr(Draft) waits = draft_of(NOTICE_CHANGED, "en", "", "");
    has(waits->text, words);
    app.who = "boris";
    g_autoptr(Draft) others = draft_of(NOTICE_CHANGED, "en", "", "");
    lacks(others->text, "leaves at");
    g_clear_pointer(&decision.notices, g_ptr_array_unref);
    decision.wait = 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        LETTERS(changes_are_told_in_the_readers_words),
        LETTERS(details_are_told_in_the_readers_words),
        LETTERS(usual_names_are_understood),
        LETTERS(answers_that_wait_say_until_when),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
