// test_command.c: the grammar of commands by mail: what is a command, what is text, what is left
// for people; all or nothing; quoting a customer fires nothing.
#include "desk_fixture.h"

#include "ticket/command.h"

#define FIFTY(x)                                                                                   \
    x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x  \
        x x x

// "close;assign=anna;?clsoe": what a block says, with '?' before unknown verbs.
static char *
summary(const CommandBlock *b)
{
    GString *s = g_string_new(NULL);
    for (guint i = 0; i < b->commands->len; i++) {
        const Command *c = b->commands->pdata[i];
        g_string_append_printf(s, "%s%s%s%s%s", i ? ";" : "", c->verb ? "" : "?",
                               c->verb ? c->verb->name : c->name, *c->args ? "=" : "", c->args);
    }
    return g_string_free(s, FALSE);
}

static const struct {
    const char *name, *in, *commands, *text;
    bool faulty;
} GRAMMAR[] = {
    {"nothing", "", "", "", false},
    {"blank lines only", "\n \n\t\n", "", "", false},
    {"text only", "Hello\nthere", "", "Hello\nthere", false},
    {"one at the top", "#close\nDone.", "close", "Done.", false},
    {"one alone", "#close", "close", "", false},
    {"no line end", "#close\n", "close", "", false},
    {"blank line after", "#close\n\nDone.", "close", "Done.", false},
    {"blank lines before", "\n\n#close\nDone.", "close", "Done.", false},
    {"blank lines between", "#take\n\n\n#close\nDone.", "take;close", "Done.", false},
    {"at the end", "Done.\n\n#close", "close", "Done.", false},
    {"at the end, blank lines after", "Done.\n#close\n\n", "close", "Done.", false},
    {"both", "#take\nDone.\n#close", "take;close", "Done.", false},
    {"in the middle is text", "Hello\n#close\nBye", "", "Hello\n#close\nBye", false},
    {"second block only at the end", "#take\nHello\n#close\nBye", "take", "Hello\n#close\nBye",
     false},
    {"colon", "#assign: anna", "assign=anna", "", false},
    {"equals", "#status=open", "status=open", "", false},
    {"space and colon", "#assign : anna", "assign=anna", "", false},
    {"one colon is taken, the second stays", "#assign::anna", "assign=:anna", "", false},
    {"case", "#CLOSE\n#Assign ANNA", "close;assign=ANNA", "", false},
    {"spaces around arguments", "#assign   anna  ", "assign=anna", "", false},
    {"tab", "#assign\tanna", "assign=anna", "", false},
    {"escaped", "##close\ntext", "", "#close\ntext", false},
    {"escaped in the middle", "a\n##close\nb", "", "a\n#close\nb", false},
    {"escaped at the end", "a\n##close", "", "a\n#close", false},
    {"escaped twice", "###close", "", "##close", false},
    {"number", "#123\nis the order", "", "#123\nis the order", false},
    {"heading", "# Heading\ntext", "", "# Heading\ntext", false},
    {"second heading", "## Heading\n### Deeper", "", "## Heading\n### Deeper", false},
    {"hash alone", "#\n##\ntext", "", "#\n##\ntext", false},
    {"full-width hash", "＃close\ntext", "", "＃close\ntext", false},
    {"indented is meant", " #close", "close", "", false},
    {"unseen characters around the hash", "\xc2\xa0#close\n#\xe2\x80\x8btake", "close;take", "",
     false},
    {"a verb alone after a blank is meant", "# close", "close", "", false},
    {"a heading stays text", "# Close call", "", "# Close call", false},
    {"quoted is text", "> #close\nHello", "", "> #close\nHello", false},
    {"text ends the block", "#take\nHello\n\n#123", "take", "Hello\n\n#123", false},
    {"number ends the block", "#take\n#123\n#close", "take;close", "#123", false},
    {"russian", "#закрыть\nГотово.", "close", "Готово.", false},
    {"russian, capital", "#ПЕРЕДАТЬ anna", "assign=anna", "", false},
    {"ukrainian", "#закрити\nГотово.", "close", "Готово.", false},
    {"ukrainian priority", "#терміново", "urgent", "", false},
    {"letter of two characters", "#жде\xCC\x88м", "wait", "", false},
    {"unknown", "#clsoe\nDone.", "?clsoe", "Done.", true},
    {"unknown beside known", "#take\n#frobnicate now", "take;?frobnicate=now", "", true},
    {"known with a full stop", "#close.", "close=.", "", false},
    {"synonyms", "#resolved\n#owner anna\n#internal", "close;assign=anna;note", "", false},
    {"indented text stays", "#take\n\n  indented", "take", "  indented", false},
    {"carriage returns", "#close\r\n", "close", "", false},
    {"bad bytes", "#\xff\n#a\xf0", "?a=\xef\xbf\xbd", NULL, true},
    {"fifty", FIFTY("#take\n"), NULL, "", false},
    {"fifty-one", FIFTY("#take\n") "#take\n", NULL, "", true},
};

static void
grammar(void **state)
{
    for (size_t i = 0; i < G_N_ELEMENTS(GRAMMAR); i++) {
        g_auto(CommandBlock) b = {0};
        command_parse(GRAMMAR[i].in, 50, "en", &b);
        g_autofree char *said = summary(&b);
        const char *want = GRAMMAR[i].commands;
        if (want && strcmp(said, want) != 0)
            fail_msg("%s: commands \"%s\", wanted \"%s\"", GRAMMAR[i].name, said, want);
        if (GRAMMAR[i].text && strcmp(b.text, GRAMMAR[i].text) != 0)
            fail_msg("%s: text \"%s\", wanted \"%s\"", GRAMMAR[i].name, b.text, GRAMMAR[i].text);
        if (b.faulty != GRAMMAR[i].faulty)
            fail_msg("%s: faulty %d", GRAMMAR[i].name, b.faulty);
        assert_true(g_utf8_validate(b.text, -1, NULL));
    }
}

// However many lines there are, the block keeps one more than the limit.
static void
too_many(void **state)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 100000; i++)
        g_string_append(text, "#take\n");
    g_auto(CommandBlock) b = {0};
    command_parse(text->str, 50, "en", &b);
    assert_true(b.faulty);
    assert_int_equal(b.commands->len, 51);
    assert_string_equal(((Command *)b.commands->pdata[49])->error, "");
    assert_non_null(strstr(((Command *)b.commands->pdata[50])->error, "more than 50"));
}

static void
nearest(void **state)
{
    static const struct {
        const char *line, *want;
    } ROWS[] = {
        {"#clsoe", "there is no #clsoe; did you mean #close?"},
        {"#asign anna", "there is no #asign; did you mean #assign?"},
        {"#prio high", "there is no #prio; did you mean #priority?"},
        {"#закрыт", "there is no #закрыт; did you mean #закрыть?"},
        {"#передати1", "there is no #передати1; did you mean #передати?"},
        {"#xyzzyplugh", "there is no #xyzzyplugh; #help lists the commands"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(CommandBlock) b = {0};
        command_parse(ROWS[i].line, 50, "en", &b);
        assert_int_equal(b.commands->len, 1);
        assert_string_equal(((Command *)b.commands->pdata[0])->error, ROWS[i].want);
    }
}

// A block is planned whole: one fault and nothing is left to do.
static void
all_or_nothing(void **state)
{
    static const struct {
        const char *name, *in, *error; // error: of the last command; "" = none
        unsigned changes;
    } ROWS[] = {
        {"good", "#close\n#assign anna\n#tag a", "", 3},
        {"unknown", "#close\n#clsoe", "did you mean", 0},
        {"bad argument", "#close\n#assign zebra", "nobody is called", 0},
        {"two statuses", "#close\n#open", "contradicts \"#close\" above", 0},
        {"two managers", "#assign boris\n#take", "contradicts \"#assign boris\" above", 0},
        {"two priorities", "#urgent\n#low", "contradicts \"#urgent\" above", 0},
        {"two directions", "#note\n#reply", "contradicts \"#note\" above", 0},
        {"group and person", "#assign line2\n#take", "contradicts \"#assign line2\" above", 0},
        {"tag on and off", "#tag a\n#tag -a", "contradicts \"#tag a\" above", 0},
        {"tag on and off in one line", "#tag a -A", "contradicts \"#tag a -A\" above", 0},
        {"the same twice", "#close\n#status solved", "", 2},
        {"two tags", "#tag a\n#tag b -c", "", 3},
        {"the fault comes first", "#clsoe\n#close", "", 0},
    };
    g_autoptr(Desk) d = test_desk();
    g_autoptr(Ticket) t = ticket_new();
    VerbContext context = {
        .desk = d, .queue = d->queues->pdata[0], .ticket = t, .actor = d->managers->pdata[0]};
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(CommandBlock) b = {0};
        command_parse(ROWS[i].in, 50, "en", &b);
        g_autoptr(GPtrArray) changes = command_plan(&b, &context, PROOF_L3);
        const Command *last = b.commands->pdata[b.commands->len - 1];
        if (changes->len != ROWS[i].changes || b.faulty != (ROWS[i].changes == 0) ||
            !strstr(last->error, ROWS[i].error) || (!*ROWS[i].error && *last->error))
            fail_msg("%s: %u changes, error \"%s\"", ROWS[i].name, changes->len, last->error);
    }
}

static void
proof_is_needed(void **state)
{
    g_autoptr(Desk) d = test_desk();
    VerbContext context = {.desk = d,
                           .queue = d->queues->pdata[0],
                           .actor = d->managers->pdata[0],
                           .makes_ticket = true};
    for (Proof p = PROOF_L0; p <= PROOF_L4; p++) {
        g_auto(CommandBlock) close = {0}, help = {0};
        command_parse("#close", 50, "en", &close);
        command_parse("#help", 50, "en", &help);
        g_autoptr(GPtrArray) a = command_plan(&close, &context, p);
        g_autoptr(GPtrArray) b = command_plan(&help, &context, p);
        assert_int_equal(a->len, p >= PROOF_L3);
        assert_int_equal(close.faulty, p < PROOF_L3);
        assert_int_equal(b->len, p >= PROOF_L2);
    }
}

static void
defuse(void **state)
{
    static const struct {
        const char *in, *want;
    } ROWS[] = {
        {"", ""},
        {"Hello", "Hello"},
        {"#close", "› #close"},
        {"a\n#close\nb", "a\n› #close\nb"},
        {"a\n  #close", "a\n  › #close"},
        {"> > #close", "> > › #close"},
        {"＃close", "› ＃close"},
        {"＃", "＃"},
        {"#123", "#123"},
        {"# Heading", "# Heading"},
        {"##close", "##close"},
        {"#закрыть", "› #закрыть"},
        {"#", "#"},
        {"a\n\n", "a\n\n"},
        {"see #close", "see ›#close"},
        {"#close #take", "› #close ›#take"},
        {"> my printer #requester a@b", "> my printer ›#requester a@b"},
        {"a\xc2\xa0#закрыть", "a\xc2\xa0›#закрыть"},
        {"say *#close*, _#take_", "say *›#close*, _›#take_"},
        {"is #?", "is ›#?"},
        {"is # close", "is ›# close"},
        {"a # close call", "a # close call"},
        {"＃close, then #take", "› ＃close, then ›#take"},
        {"room #12, #junction, x.#close, ##close", "room #12, #junction, x.#close, ##close"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *out = command_defuse(ROWS[i].in);
        assert_string_equal(out, ROWS[i].want);
        g_auto(CommandBlock) b = {0};
        command_parse(out, 50, "en", &b);
        assert_int_equal(b.commands->len, 0);
    }
}

// Wherever a mail program wraps a line, what goes on below is no command that exists.
static void
defused_and_wrapped(void **state)
{
    g_autofree char *line = command_defuse("Hello #close *#take* and #assign me\t#? too #закрыть");
    for (size_t i = 0; line[i]; i++) {
        g_autofree char *head = g_strndup(line, i);
        g_autofree char *broken = g_strdup_printf("%s\n%s", head, line + i + 1);
        g_auto(CommandBlock) b = {0};
        if (!g_ascii_isspace(line[i]))
            continue;
        command_parse(broken, 50, "en", &b);
        if (b.commands->len > 0)
            fail_msg("\"%s\" holds %u commands", broken, b.commands->len);
    }
}

// A block at the end of a text counts only below the manager's own words.
static void
below_others(void **state)
{
    static const struct {
        const char *name, *in, *commands;
    } ROWS[] = {
        {"wrapped quote", "Thanks, Carol.\n\n> on fire and again, sir\n#requester e@x.example", ""},
        {"wrapped, indented quote", "Hi\n      > on fire, sir\n#close", ""},
        {"wrapped quote with initials", "Hi\nCP> on fire, sir\n#close", ""},
        {"wrapped quote with a name", "Hi\nCarol> on fire, sir\n\n#close", ""},
        {"wrapped quote with a bar", "Hi\n| on fire, sir\n#close", ""},
        {"wrapped quote with a wide sign", "Hi\n＞ on fire, sir\n#close", ""},
        {"the top block stays", "#take\nHi\n> on fire, sir\n#close", "take"},
        {"answers below quotes", "> one?\nyes\n> two?\nno\n#close", ""},
        {"gmail",
         "FYI\n---------- Forwarded message ---------\nFrom: E <e@x.example>\nDate: Fri, "
         "Nov 20, 2026 at 10:00 AM\nSubject: a\nTo: b\n\nHi\n#forward e@x.example",
         ""},
        {"thunderbird", "FYI\n\n-------- Forwarded Message --------\nSubject: a\n\n#close", ""},
        {"apple", "FYI\n\nBegin forwarded message:\n\nFrom: E <e@x.example>\n\nHi\n#close", ""},
        {"yahoo", "FYI\n----- Forwarded Message -----\nFrom: E\nTo: S\n\nHi\n#close", ""},
        {"outlook", "FYI\n-----Original Message-----\nFrom: E\n\nHi\n#close", ""},
        {"header block", "FYI\nFrom: E <e@x.example>\nSent: Friday\nTo: S\nSubject: a\n\n#close",
         ""},
        {"attribution", "FYI\nOn Fri, 20 Nov 2026 at 10:00, E <e@x.example> wrote:\nHi\n#close",
         ""},
        {"weak attribution", "FYI\n\nCarol wrote:\nHi\n#close", ""},
        {"russian divider", "Вот\n-------- Пересылаемое сообщение --------\nтекст\n#close", ""},
        {"divider after a hard blank", "FYI\n\xc2\xa0--- Forwarded message ---\nHi\n#close", ""},
        {"our delimiter", "Hi\n⁂⁂⁂ above this line\n#close", ""},
        {"divider on top", "---------- Forwarded message ---------\n#close\n#new e@x.example", ""},
        {"bare divider on top", "\n----- Original message -----\n\n#new e@x.example\n", ""},
        {"end of a forward", "-------- Конец пересылаемого сообщения --------\n#close", ""},
        // What is her own.
        {"rule", "Hi\n----------\nBye\n#close", "close"},
        {"table", "| a | b |\n|---|---|\n| 1 | 2 |\n#close", "close"},
        {"formula", "x>5 and a -> b\n#close", "close"},
        {"colons", "Please note: we close at 18:00.\nPhone: 12345\n#close", "close"},
        {"mailbox", "Write to bob@example.com.\n#close", "close"},
        {"forwarded in words", "I forwarded message 5 to Bob.\n#close", "close"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(CommandBlock) b = {0};
        command_parse(ROWS[i].in, 50, "en", &b);
        g_autofree char *said = summary(&b);
        if (strcmp(said, ROWS[i].commands) != 0)
            fail_msg("%s: \"%s\", wanted \"%s\"", ROWS[i].name, said, ROWS[i].commands);
    }
}

// What would reach a customer as a line "#close" is told, unless it is others' to say.
static void
stray(void **state)
{
    static const struct {
        const char *in, *want; // NULL = none
    } ROWS[] = {
        {"", NULL},
        {"Hello\n#123\n# Heading\n#junction box", NULL},
        {"Hello\n  #close\nBye", "#close"},
        {"- #close", "- #close"},
        {"Hello\n#clsoe\nBye", "#clsoe"},
        {"Hi\n> #close\nBye", NULL},
        {"Hi\n> on fire, sir\n#close", "#close"},
        {"Hi\nCarol wrote:\nfire\n#close", "#close"},
        {"Hi\nOn Fri, 20 Nov 2026 at 10:00, E <e@x.example> wrote:\nfire\n#close", NULL},
        {"FYI\n---------- Forwarded message ---------\nFrom: E <e@x.example>\n\n#close", NULL},
        {"FYI\n\nBegin forwarded message:\n\nHi\n#close", NULL},
        {"FYI\n-----Original Message-----\nFrom: E\n\nHi\n#close", NULL},
        {"#take\n---------- Forwarded message ---------\n#close", "#take"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *got = command_stray(ROWS[i].in);
        if (g_strcmp0(got, ROWS[i].want) != 0)
            fail_msg("\"%s\": \"%s\"", ROWS[i].in, got ? got : "none");
    }
}

// ── the property: parse → print → parse gives the same again ──

static char *
print(const CommandBlock *b)
{
    GString *s = g_string_new(NULL);
    for (guint i = 0; i < b->commands->len; i++) {
        const Command *c = b->commands->pdata[i];
        g_string_append_printf(s, "#%s: %s\n", c->name, c->args);
    }
    g_auto(GStrv) lines = g_strsplit(b->text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        size_t hashes = strspn(lines[i], "#");
        bool escape = hashes > 0 && lines[i][hashes] && !g_ascii_isspace(lines[i][hashes]) &&
                      (hashes > 1 || g_unichar_isalpha(g_utf8_get_char(lines[i] + 1)));
        g_string_append_printf(s, "%s%s%s", i ? "\n" : "", escape ? "#" : "", lines[i]);
    }
    return g_string_free(s, FALSE);
}

// Under a sanitizer the same seed is followed less far.
static bool
is_early(int64_t start)
{
    return g_get_monotonic_time() - start < G_USEC_PER_SEC;
}

static char *
random_text(GRand *rand)
{
    static const char *const PIECES[] = {
        "#",        "##",        "#close", "#assign anna", "#тег", "\n",        "\n",
        "\n",       "\n\n",      " ",      "\t",           ":",    "=",         "a",
        "Я",        "1",         "-",      "> ",           "＃",   "#tag a -b", "#clsoe",
        "é",        "e\xCC\x81", "\r",     "text",         "# H",  "#12",       "\xff",
        "\xf0\x9f", "⁂",         "_",
    };
    GString *s = g_string_new(NULL);
    for (int n = g_rand_int_range(rand, 0, 40); n > 0; n--)
        g_string_append(s, PIECES[g_rand_int_range(rand, 0, G_N_ELEMENTS(PIECES))]);
    return g_string_free(s, FALSE);
}

static void
round_trip(void **state)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(20261121);
    int64_t start = g_get_monotonic_time();
    for (int i = 0; i < 3000 && (i < 100 || is_early(start)); i++) {
        g_autofree char *in = random_text(rand);
        g_auto(CommandBlock) one = {0}, two = {0};
        command_parse(in, 50, "en", &one);
        g_autofree char *printed = print(&one);
        command_parse(printed, 50, "en", &two);
        bool same = one.commands->len == two.commands->len && strcmp(one.text, two.text) == 0;
        for (guint k = 0; same && k < one.commands->len; k++) {
            const Command *a = one.commands->pdata[k], *b = two.commands->pdata[k];
            same = strcmp(a->name, b->name) == 0 && strcmp(a->args, b->args) == 0 &&
                   a->verb == b->verb;
        }
        if (!same)
            fail_msg("run %d: \"%s\" printed as \"%s\"", i, in, printed);
    }
}

// Whatever the bytes, the text is valid and a customer's words never hold a command once defused.
static void
any_bytes(void **state)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    int64_t start = g_get_monotonic_time();
    for (int i = 0; i < 3000 && (i < 100 || is_early(start)); i++) {
        char bytes[200];
        int len = g_rand_int_range(rand, 0, sizeof bytes - 1);
        for (int k = 0; k < len; k++)
            bytes[k] = (char)(g_rand_int_range(rand, 0, 4) ? g_rand_int_range(rand, 1, 256) : '#');
        bytes[len] = '\0';
        g_auto(CommandBlock) b = {0}, quoted = {0};
        command_parse(bytes, 50, "en", &b);
        assert_true(g_utf8_validate(b.text, -1, NULL));
        g_autofree char *valid = text_utf8(bytes, -1);
        g_autofree char *safe = command_defuse(valid);
        command_parse(safe, 50, "en", &quoted);
        assert_int_equal(quoted.commands->len, 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grammar),
        cmocka_unit_test(too_many),
        cmocka_unit_test(nearest),
        cmocka_unit_test(all_or_nothing),
        cmocka_unit_test(proof_is_needed),
        cmocka_unit_test(defuse),
        cmocka_unit_test(round_trip),
        cmocka_unit_test(any_bytes),
        cmocka_unit_test(below_others),
        cmocka_unit_test(stray),
        cmocka_unit_test(defused_and_wrapped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
