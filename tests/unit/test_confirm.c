// test_confirm.c: what counts as a customer's word that all is well, and what does not.
#include "desk_fixture.h"

#include "ticket/confirm.h"

static void
test_confirm(void **state)
{
    static const struct {
        const char *name, *in;
        bool want;
    } ROWS[] = {
        {"yes", "yes", true},
        {"politely", "Yes, thank you!\n", true},
        {"signed", "Thanks!\n\nCarol", true},
        {"signed in full", "It works now, thanks.\nCarol Dean", true},
        {"apostrophe", "It’s solved.", true},
        {"Russian", "Всё работает, спасибо!", true},
        {"Ukrainian", "Дякую, все працює)", true},
        {"a smile", "Thanks :-)", true},
        {"but", "Thanks, but it flickers again", false},
        {"doubt", "solved?", false},
        {"a question", "Works? Thanks", false},
        {"no", "no", false},
        {"a number", "5", false},
        {"another's name", "Thanks\nBoris", false},
        {"the name alone", "Carol", false},
        {"empty", "", false},
        {"blank", " \n", false},
        {"a story", "Thank you. The second lamp is dark, too.", false},
        {"not in the list", "yes and no", false},
        {"bytes", "yes\xff", false},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
        if (confirm_of_text(ROWS[i].in, "Carol Dean") != ROWS[i].want)
            fail_msg("%s: not %s", ROWS[i].name, ROWS[i].want ? "taken" : "refused");
    assert_true(confirm_of_text("ok", ""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_confirm)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
