// test_verbs.c: every verb with good and bad arguments: the changes it asks for, or what it says is
// wrong.
#include "desk_fixture.h"

#include "ticket/command.h"
#include "ticket/plain.h"

static char *
changes_text(const GPtrArray *changes)
{
    GString *s = g_string_new(NULL);
    for (guint i = 0; i < changes->len; i++) {
        const Change *c = changes->pdata[i];
        g_string_append_printf(s, "%s%s:%s", i ? " " : "", names_name(CHANGE_NAMES, (int)c->kind),
                               c->value);
    }
    return g_string_free(s, FALSE);
}

static const struct {
    const char *line;
    const char *changes; // NULL: an error
    const char *error;   // part of it
} ROWS[] = {
    {"#reply", "direction:out", NULL},
    {"#public", "direction:out", NULL},
    {"#reply now", NULL, "put the text below it; found \"now\""},
    {"#note", "direction:note", NULL},
    {"#private", "direction:note", NULL},
    {"#нотатка", "direction:note", NULL},
    {"#note hm", NULL, "put the text below it"},
    {"#close", "status:solved", NULL},
    {"#done", "status:solved", NULL},
    {"#решено", "status:solved", NULL},
    {"#close invalid", "status:invalid", NULL},
    {"#close INVALID", "status:invalid", NULL},
    {"#закрыть отмена", "status:invalid", NULL},
    {"#close soon", NULL, "takes nothing or \"invalid\", found \"soon\""},
    {"#open", "status:open", NULL},
    {"#reopen", "status:open", NULL},
    {"#open x", NULL, "takes nothing"},
    {"#wait", "status:wait", NULL},
    {"#pending", "status:wait", NULL},
    {"#wait 3d", NULL, "takes nothing"},
    {"#status closed", "status:closed", NULL},
    {"#status Решена", "status:solved", NULL},
    {"#state ЧЕКАЄМО КЛІЄНТА", "status:wait", NULL},
    {"#status", NULL, "needs the name of a status: new, open, wait, solved, closed, invalid"},
    {"#status lost", NULL, "there is no status \"lost\"; there are: new, open"},
    {"#take", "assigned:anna", NULL},
    {"#mine", "assigned:anna", NULL},
    {"#take it", NULL, "takes nothing"},
    {"#assign boris", "assigned:boris", NULL},
    {"#assign @boris", "assigned:boris", NULL},
    {"#assign BORIS", "assigned:boris", NULL},
    {"#assign boris@home.example", "assigned:boris", NULL},
    {"#assign Boris Lind", "assigned:boris", NULL},
    {"#assign bor", "assigned:boris", NULL},
    {"#assign robert", "assigned:bob", NULL},
    {"#assign me", "assigned:anna", NULL},
    {"#передати собі", "assigned:anna", NULL},
    {"#assign none", "assigned:", NULL},
    {"#передать никому", "assigned:", NULL},
    {"#assign line2", "group:line2 assigned:", NULL},
    {"#to LINE2", "group:line2 assigned:", NULL},
    {"#assign", NULL, "needs a person or a group"},
    {"#assign bo", NULL, "\"bo\" fits several people: boris (Boris Lind), bob (Robert Stone)"},
    {"#assign zoe", NULL, "nobody is called \"zoe\"; there are: anna, boris, bob"},
    {"#assign fred", NULL, "nobody is called \"fred\""},
    {"#priority high", "priority:high", NULL},
    {"#priority СРОЧНЫЙ", "priority:urgent", NULL},
    {"#пріоритет низький", "priority:low", NULL},
    {"#priority", NULL, "needs one of urgent, high, normal, low"},
    {"#priority soon", NULL, "found \"soon\""},
    {"#urgent", "priority:urgent", NULL},
    {"#high", "priority:high", NULL},
    {"#normal", "priority:normal", NULL},
    {"#low", "priority:low", NULL},
    {"#срочно", "priority:urgent", NULL},
    {"#urgent please", NULL, "takes nothing"},
    {"#tag printer", "tagged:printer", NULL},
    {"#tag Printer, +b -c", "tagged:printer tagged:b untagged:c", NULL},
    {"#метка Срочно", "tagged:срочно", NULL},
    {"#tag", NULL, "needs tags"},
    {"#tag -", NULL, "is no tag"},
    {"#tag a;b", NULL, "\"a;b\" is no tag"},
    {"#tag aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd",
     "tagged:aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd", NULL},
    {"#tag aaaaaaaaaabbbbbbbbbbccccccccccdddddddddde", NULL, "is no tag"},
    {"#help", "help:", NULL},
    {"#help me", "help:", NULL},
    {"#помощь", "help:", NULL},
};

static void
verbs_plan(void **state)
{
    g_autoptr(Desk) d = test_desk();
    VerbContext context = {.desk = d,
                           .queue = d->queues->pdata[0],
                           .actor = d->managers->pdata[0],
                           .makes_ticket = true};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(CommandBlock) b = {0};
        command_parse(ROWS[i].line, 50, "en", &b);
        assert_int_equal(b.commands->len, 1);
        const Command *c = b.commands->pdata[0];
        assert_non_null(c->verb);
        g_autoptr(GPtrArray) changes = command_plan(&b, &context, PROOF_L3);
        g_autofree char *said = changes_text(changes);
        if (ROWS[i].changes ? *c->error || strcmp(said, ROWS[i].changes) != 0
                            : !strstr(c->error, ROWS[i].error))
            fail_msg("%s: \"%s\", error \"%s\"", ROWS[i].line, said, c->error);
        assert_int_equal(b.faulty, ROWS[i].changes == NULL);
    }
}

// A workflow without the usual statuses still has a way to end a ticket.
static void
close_elsewhere(void **state)
{
    g_autoptr(Desk) d = test_desk();
    VerbContext context = {.desk = d,
                           .queue = d->queues->pdata[0],
                           .actor = d->managers->pdata[0],
                           .makes_ticket = true};
    g_ptr_array_set_size(d->workflow, 0);
    desk_add_status(d, "fresh", KIND_NEW, "а", "а");
    desk_add_status(d, "busy", KIND_OPEN, "б", "б");
    desk_add_status(d, "away", KIND_WAITING, "в", "в");
    desk_add_status(d, "shut", KIND_CLOSED, "г", "г");
    desk_add_status(d, "void", KIND_CLOSED, "д", "д");
    static const struct {
        const char *line, *want;
    } WAYS[] = {{"#close", "status:shut"},
                {"#close invalid", "status:void"},
                {"#open", "status:busy"},
                {"#wait", "status:away"}};
    for (size_t i = 0; i < G_N_ELEMENTS(WAYS); i++) {
        g_auto(CommandBlock) b = {0};
        command_parse(WAYS[i].line, 50, "en", &b);
        g_autoptr(GPtrArray) changes = command_plan(&b, &context, PROOF_L3);
        g_autofree char *said = changes_text(changes);
        assert_string_equal(said, WAYS[i].want);
    }
}

// No name leads to two verbs, every name is a verb by the grammar, and all have help.
static void
table_is_sound(void **state)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; VERBS[i]; i++) {
        const Verb *v = VERBS[i];
        assert_true(!*v->usage || (v->usage[0] == '#' && *v->help)); // "": a short form
        assert_true(g_hash_table_add(names, plain_word(v->name)));
        for (size_t j = 0; v->also[j]; j++)
            if (!g_hash_table_add(names, plain_word(v->also[j])))
                fail_msg("two verbs are called %s", v->also[j]);
    }
    GHashTableIter it;
    gpointer name;
    g_hash_table_iter_init(&it, names);
    while (g_hash_table_iter_next(&it, &name, NULL)) {
        g_autofree char *line = g_strdup_printf("#%s", (char *)name);
        g_auto(CommandBlock) b = {0};
        command_parse(line, 50, "en", &b);
        assert_int_equal(b.commands->len, 1);
        assert_ptr_equal(((Command *)b.commands->pdata[0])->verb, verb_find(name));
        assert_non_null(verb_find(name));
    }
}

// Every verb has a name in Russian and one in Ukrainian, and all the English ones that people know
// (COMMANDS.md); "release" is a verb, and so not another name of #send.
static const struct {
    const char *name, *ru, *uk, *also;
} NAMES[] = {
    {"reply", "ответить", "відповісти", "public answer"},
    {"note", "заметка", "нотатка", "internal private comment"},
    {"close", "закрыть", "закрити", "closed solve solved resolve resolved done"},
    {"open", "открыть", "відкрити", "reopen"},
    {"wait", "ждать", "чекати", "waiting pending"},
    {"snooze", "отложить", "відкласти", "hold later postpone"},
    {"status", "статус", "стан", "state"},
    {"take", "взять", "взяти", "mine accept"},
    {"release", "освободить", "звільнити", "unassign decline"},
    {"assign", "передать", "передати", "assignee owner agent to"},
    {"escalate", "эскалировать", "ескалювати", "nextline"},
    {"priority", "приоритет", "пріоритет", ""},
    {"urgent", "срочно", "терміново", ""},
    {"high", "высокий", "високий", ""},
    {"normal", "обычный", "звичайний", ""},
    {"low", "низкий", "низький", ""},
    {"type", "тип", "категорія", "category"},
    {"set", "задать", "задати", "field"},
    {"tag", "метка", "мітка", "tags label"},
    {"title", "тема", "перейменувати", "retitle subject"},
    {"due", "срок", "термін", "deadline"},
    {"requester", "заказчик", "замовник", "customer submitter"},
    {"cc", "копия", "копія", "notify"},
    {"watch", "следить", "стежити", "follow"},
    {"unwatch", "отписаться", "відписатися", ""},
    {"queue", "очередь", "черга", "move"},
    {"time", "время", "час", "spent worked"},
    {"bill", "счёт", "рахунок", ""},
    {"merge", "объединить", "об'єднати", "duplicate"},
    {"split", "разделить", "розділити", ""},
    {"clone", "копировать", "копіювати", "copy"},
    {"link", "связать", "зв'язати", "refers"},
    {"new", "создать", "створити", "create"},
    {"on", "тикет", "тікет", "ticket"},
    {"use", "вставить", "вставити", "macro canned template"},
    {"faq", "чаво", "чапи", "learn"},
    {"forward", "переслать", "переслати", ""},
    {"spam", "спам", "спам", "junk"},
    {"silent", "молча", "мовчки", "quiet noreply"},
    {"delay", "задержать", "затримати", ""},
    {"undo", "отменить", "скасувати", "cancel"},
    {"send", "отправить", "надіслати", ""},
    {"show", "показать", "показати", "info"},
    {"list", "список", "перелік", ""},
    {"search", "найти", "знайти", ""},
    {"why", "почему", "чому", "explain"},
    {"help", "помощь", "допомога", "?"},
};

static void
names_are_known(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        assert_non_null(VERBS[i]);
        assert_string_equal(VERBS[i]->name, NAMES[i].name);
        assert_ptr_equal(verb_find(NAMES[i].ru), VERBS[i]);
        assert_ptr_equal(verb_find(NAMES[i].uk), VERBS[i]);
        g_auto(GStrv) also = g_strsplit(NAMES[i].also, " ", -1);
        for (guint j = 0; also[j]; j++)
            if (verb_find(also[j]) != VERBS[i])
                fail_msg("#%s is not #%s", also[j], NAMES[i].name);
    }
    assert_null(VERBS[G_N_ELEMENTS(NAMES)]);
    assert_null(verb_find(""));
    assert_null(verb_find("'"));
}

// What each verb needs before anything is planned.
static void
needs(void **state)
{
    static const char *const WEAK[] = {"show", "list", "search", "why", "help", "new", NULL};
    static const char *const READS[] = {"show", "list", "search", "why", "help", "on", NULL};
    static const char *const ANYWHERE[] = {"list", "search",    "help", "new",
                                           "on",   "requester", NULL};
    for (size_t i = 0; VERBS[i]; i++) {
        const Verb *v = VERBS[i];
        assert_int_equal(v->proof, g_strv_contains(WEAK, v->name) ? PROOF_L2 : PROOF_L3);
        assert_int_equal(v->reads, g_strv_contains(READS, v->name));
        assert_int_equal(v->anywhere, g_strv_contains(ANYWHERE, v->name));
        assert_int_equal(v->role, ROLE_MANAGER);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verbs_plan),     cmocka_unit_test(close_elsewhere),
        cmocka_unit_test(table_is_sound), cmocka_unit_test(names_are_known),
        cmocka_unit_test(needs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
