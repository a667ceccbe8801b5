// test_grammar.c: properties of the grammar of commands, on blocks made at random: what was printed
// is what is read, twice over; the middle of a letter is never a command; no line of text gets
// lost; any bytes do no harm.
#include "ticket/command.h"

#include "base/text.h"
#include "mail/body.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define BLOCKS 20000

static uint64_t state_of_dice = 0x9e3779b97f4a7c15;

// xorshift64: the same letters in every run.
static unsigned
dice(unsigned sides)
{
    state_of_dice ^= state_of_dice << 13;
    state_of_dice ^= state_of_dice >> 7;
    state_of_dice ^= state_of_dice << 17;
    return (unsigned)(state_of_dice >> 33) % sides;
}

#define PICK(list) ((list)[dice(G_N_ELEMENTS(list))])

// A letter as its writer means it.
typedef struct {
    GPtrArray *names, *args; // char*
    GString *text;           // as people read it
    GString *printed;
} Letter;

static const char *const ARGS[] = {"anna",
                                   "me",
                                   "3d",
                                   "a -b",
                                   "room = 12",
                                   "# 7",
                                   "#close",
                                   "\"two words\"",
                                   "x=y z=\"é\"",
                                   "Ж",
                                   "1h30m call",
                                   "…",
                                   "- -",
                                   "==",
                                   "a:b",
                                   "завтра 9:00",
                                   "\xf0\x9f\x98\x80"};
static const char *const WORDS[] = {
    "Hello",        "there,",           "#",  "##",      "#12",       "-- ",      ">",
    "#close",       "Привіт",           "1.", "＃close", "e\xcc\x81", "\xc2\xa0", "##x",
    "\xe2\x80\x8b", "\xf0\x9f\x91\x8d", "_",  "?",       "#?",        "it's"};

static const char *
any_verb(void)
{
    unsigned count = 0, names = 0;
    while (VERBS[count])
        count++;
    const Verb *v = VERBS[dice(count)];
    while (v->also[names])
        names++;
    unsigned which = dice(names + 1);
    return which == names ? v->name : v->also[which];
}

static char *
any_case(const char *word)
{
    switch (dice(4)) {
    case 0:
        return g_utf8_strup(word, -1);
    case 1:
        return g_utf8_normalize(word, -1, G_NORMALIZE_NFD);
    default:
        return g_strdup(word);
    }
}

static void
print_commands(Letter *l, unsigned count)
{
    static const char *const SIGNS[] = {" ", ": ", "=", " = ", "\t", "  :"};
    static const char *const EDGES[] = {"", "", "", " ", "\t", "\xc2\xa0"};
    for (unsigned i = 0; i < count; i++) {
        g_autofree char *name = dice(50) ? any_case(any_verb()) : g_strdup("frobnicate");
        bool question = strcmp(name, "?") == 0;
        // A sign of its own in front of the arguments is taken for the one that may stand there.
        const char *args = dice(2) && !question ? PICK(ARGS) : "";
        const char *sign = *args == '=' ? " : " : PICK(SIGNS);
        g_ptr_array_add(l->names, g_strdup(name));
        g_ptr_array_add(l->args, g_strdup(args));
        g_string_append_printf(l->printed, "%s#%s%s%s\n", PICK(EDGES), name, *args ? sign : "",
                               args);
        for (unsigned blank = dice(6); blank > 4; blank--)
            g_string_append(l->printed, dice(2) ? "\n" : " \t\n");
    }
}

// Would this line alone be a command?
static bool
is_command(const char *line)
{
    g_auto(CommandBlock) b = {0};
    command_parse(line, 5, "en", &b);
    return b.commands->len > 0;
}

static char *
any_line(void)
{
    GString *line = g_string_new(NULL);
    for (unsigned n = dice(5); n > 0; n--)
        g_string_append_printf(line, "%s%s", line->len ? " " : "", PICK(WORDS));
    return g_strchomp(g_string_free(line, FALSE));
}

// The line as it has to be written so that it is text at an end of the text: "#x" as "##x".
static char *
escaped(const char *line, bool at_end)
{
    size_t hashes = strspn(line, "#");
    bool reads_as_escape = hashes >= 2 && line[hashes] && !g_ascii_isspace(line[hashes]);
    bool reads_as_command = at_end && hashes == 1 && is_command(line);
    return reads_as_escape || reads_as_command ? g_strconcat("#", line, NULL) : g_strdup(line);
}

// Can it be written at an end of the text at all? A blank line cannot, nor "# close" and what
// begins with unseen characters.
static bool
is_writable(const char *line)
{
    g_autofree char *printed = escaped(line, true);
    g_auto(CommandBlock) b = {0};
    command_parse(printed, 5, "en", &b);
    return *line && b.commands->len == 0 && strcmp(b.text, line) == 0;
}

static void
print_text(Letter *l)
{
    unsigned count = dice(8);
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    for (unsigned i = 0; i < count; i++) {
        g_autofree char *line = any_line();
        bool end = i == 0 || i == count - 1;
        g_ptr_array_add(lines, g_strdup(!end || is_writable(line) ? line : i ? "Bye" : "Hello"));
    }
    for (unsigned i = 0; i < count; i++) {
        // Between two lines of text anything is text.
        g_autofree char *line = escaped(lines->pdata[i], i == 0 || i == count - 1);
        g_string_append_printf(l->printed, "%s\n", line);
        g_string_append_printf(l->text, "%s%s", i ? "\n" : "", (char *)lines->pdata[i]);
    }
}

static Letter *
letter_new(void)
{
    Letter *l = g_new0(Letter, 1);
    l->names = g_ptr_array_new_with_free_func(g_free);
    l->args = g_ptr_array_new_with_free_func(g_free);
    l->text = g_string_new(NULL);
    l->printed = g_string_new(NULL);
    for (unsigned blank = dice(3); blank > 0; blank--)
        g_string_append_c(l->printed, '\n');
    print_commands(l, dice(5));
    print_text(l);
    // Below a quote nothing is a command.
    if (dice(2) && !answer_holds_others(l->text->str)) {
        g_string_append(l->printed, dice(2) ? "\n" : "");
        print_commands(l, dice(4));
    }
    return l;
}

static void
letter_free(Letter *l)
{
    g_ptr_array_unref(l->names);
    g_ptr_array_unref(l->args);
    g_string_free(l->text, TRUE);
    g_string_free(l->printed, TRUE);
    g_free(l);
}

// A block as the manager gets it back.
static char *
print_block(const CommandBlock *b)
{
    GString *s = g_string_new(NULL);
    for (guint i = 0; i < b->commands->len; i++) {
        const Command *c = b->commands->pdata[i];
        g_string_append_printf(s, "#%s%s%s\n", c->name, *c->args ? ": " : "", c->args);
    }
    g_auto(GStrv) lines = g_strsplit(b->text, "\n", -1);
    guint count = g_strv_length(lines);
    for (guint i = 0; i < count; i++) {
        g_autofree char *line = escaped(lines[i], i == 0 || i == count - 1);
        g_string_append_printf(s, "%s\n", line);
    }
    return g_string_free(s, FALSE);
}

static void
check_block(const CommandBlock *b, const Letter *l, const char *printed, int run)
{
    bool same = b->commands->len == l->names->len && strcmp(b->text, l->text->str) == 0;
    for (guint i = 0; same && i < l->names->len; i++) {
        const Command *c = b->commands->pdata[i];
        same = strcmp(c->name, l->names->pdata[i]) == 0 &&
               strcmp(c->args, l->args->pdata[i]) == 0 && c->verb == verb_find(c->name) &&
               (*c->error != '\0') == (c->verb == NULL);
        if (!same)
            fail_msg("run %d: #%s \"%s\" was read as #%s \"%s\"", run, (char *)l->names->pdata[i],
                     (char *)l->args->pdata[i], c->name, c->args);
    }
    if (!same)
        fail_msg("run %d: \"%s\": %u commands, text \"%s\", wanted %u, \"%s\"", run, printed,
                 b->commands->len, b->text, l->names->len, l->text->str);
}

static void
printed_is_read(void **state)
{
    unsigned commands = 0;
    for (int run = 0; run < BLOCKS; run++) {
        Letter *l = letter_new();
        g_auto(CommandBlock) once = {0}, again = {0};
        command_parse(l->printed->str, 50, "en", &once);
        check_block(&once, l, l->printed->str, run);
        g_autofree char *printed = print_block(&once);
        command_parse(printed, 50, "en", &again);
        check_block(&again, l, printed, run);
        commands += once.commands->len;
        letter_free(l);
    }
    assert_true(commands > BLOCKS); // the dice are thrown
}

static char *
any_text(void)
{
    static const char *const PIECES[] = {
        "\n",       "\n",           "\n\n", "#", "##", "#close", "#tag a", " ",  "\t", "\r",
        "\xc2\xa0", "\xe2\x80\x8b", "＃",   "a", "Я",  "# ",     "?",      "#?", "'",  "\xff",
        "> ",       "\xef\xbb\xbf", "="};
    GString *s = g_string_new(NULL);
    for (unsigned n = dice(40); n > 0; n--) {
        if (dice(8))
            g_string_append(s, PICK(PIECES));
        else
            g_string_append_c(s, (char)(1 + dice(255)));
    }
    return g_string_free(s, FALSE);
}

// Every line that is no command stays, in its order; "##x" as "#x".
static void
check_lines_stay(const char *in, const CommandBlock *b, int run)
{
    g_auto(GStrv) lines = g_strsplit(in, "\n", -1);
    g_auto(GStrv) left = g_strsplit(b->text, "\n", -1);
    guint at = 0;
    for (guint i = 0; lines[i]; i++) {
        if (text_is_empty(lines[i]) || is_command(lines[i]))
            continue;
        size_t hashes = strspn(lines[i], "#");
        bool escape = hashes >= 2 && lines[i][hashes] && !g_ascii_isspace(lines[i][hashes]);
        g_autofree char *want = g_strchomp(g_strdup(lines[i] + escape));
        bool found = false;
        while (left[at] && !found)
            found = strcmp(g_strchomp(left[at++]), want) == 0;
        if (!found)
            fail_msg("run %d: \"%s\" lost \"%s\": \"%s\"", run, in, want, b->text);
    }
}

static void
any_bytes(void **state)
{
    for (int run = 0; run < BLOCKS; run++) {
        g_autofree char *in = any_text();
        g_autofree char *valid = text_utf8(in, -1);
        g_autofree char *safe = command_defuse(valid);
        g_auto(CommandBlock) b = {0}, quoted = {0};
        command_parse(in, 5, "uk", &b);
        assert_true(b.commands->len <= 6);
        assert_true(g_utf8_validate(b.text, -1, NULL));
        check_lines_stay(valid, &b, run);
        command_parse(safe, 5, "en", &quoted);
        assert_int_equal(quoted.commands->len, 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(printed_is_read),
        cmocka_unit_test(any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
