// command.c: the grammar of commands by mail (COMMANDS.md): a block of "#verb args" lines at the
// top of the new text, one more at its end; all or nothing.
//
// Not for finding the new text (mail/body), for whether the lines may be done (command_plan.c), nor
// for what verbs do (verb_*.c). A line that is no command ends the block; "##x" is a literal "#x";
// "#123" and "# Heading" are text. Below words of others nothing is a command: it may be the end of
// a line of theirs that was wrapped, or of a letter that is passed on. Linear in the text.

#include "ticket/command.h"

#include "base/error.h"
#include "base/lang.h"
#include "base/text.h"
#include "mail/body.h"

#include <string.h>

static void
command_free(Command *c)
{
    g_free(c->line);
    g_free(c->name);
    g_free(c->args);
    g_free(c->error);
    g_free(c);
}

void
command_block_clear(CommandBlock *block)
{
    g_clear_pointer(&block->commands, g_ptr_array_unref);
    g_clear_pointer(&block->text, g_free);
}

// Blanks that nobody sees, some of which mail programs put in by themselves.
static bool
is_unseen(gunichar c)
{
    return c == ' ' || c == '\t' || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f ||
           text_is_invisible(c);
}

static const char *
skip_unseen(const char *p)
{
    while (*p && is_unseen(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return p;
}

// "#?": the one verb that begins with no letter.
static bool
is_question(const char *verb)
{
    return *verb == '?' && text_is_empty(verb + 1);
}

// "*#close*": telephones write a bold line so.
static char *
unadorned(const char *line)
{
    char *text = g_strstrip(g_strdup(line));
    size_t len = strlen(text);
    size_t stars = strspn(text, "*_");
    if (stars == 0 || stars > 3 || text[stars] != '#' || len < 2 * stars + 2)
        return text;
    for (size_t i = 0; i < stars; i++)
        if (text[len - 1 - i] != text[i])
            return text;
    char *inner = g_strndup(text + stars, len - 2 * stars);
    g_free(text);
    return inner;
}

// A line of the shape "#verb…" as it is meant: unseen characters before and after the '#' are taken
// away, for else a command would go to the customer as text. NULL when it is none: "# Heading" is
// text, but "# close", a verb and nothing else, is meant. What the verb is called is not looked at.
// The caller frees.
static char *
command_line(const char *line)
{
    g_autofree char *bare = unadorned(line);
    const char *p = skip_unseen(bare);
    if (*p != '#' || !g_utf8_validate(p, -1, NULL))
        return NULL;
    const char *verb = skip_unseen(p + 1);
    if (is_question(verb))
        return g_strdup("#?");
    if (!g_unichar_isalpha(g_utf8_get_char(verb)))
        return NULL;
    if (p[1] == ' ' || p[1] == '\t') {
        g_autofree char *word = g_strchomp(g_strdup(verb));
        if (!verb_find(word))
            return NULL;
    }
    return g_strdup_printf("#%s", verb);
}

static bool
is_command_line(const char *line)
{
    g_autofree char *command = command_line(line);
    return command != NULL;
}

static bool
is_blank(const char *line)
{
    return text_is_empty(line);
}

// Marks too: some systems write й and ё as two characters. An apostrophe between letters is part of
// a Ukrainian word.
static bool
is_name_part(const char *p)
{
    gunichar u = g_utf8_get_char(p);
    if (u == '\'' || u == 0x2019)
        return g_unichar_isalpha(g_utf8_get_char(g_utf8_next_char(p)));
    return g_unichar_isalnum(u) || g_unichar_ismark(u) || u == '-' || u == '_';
}

static Command *
command_new(const char *line, const char *language)
{
    Command *c = g_new0(Command, 1);
    c->line = g_strstrip(g_strdup(line));
    const char *p = c->line + 1;
    const char *end = p;
    if (is_question(p))
        end++;
    while (is_name_part(end))
        end = g_utf8_next_char(end);
    c->name = g_strndup(p, (size_t)(end - p));
    while (*end == ' ' || *end == '\t')
        end++;
    if (*end == ':' || *end == '=')
        end++;
    c->args = g_strstrip(g_strdelimit(g_strdup(end), "\r\v\f", ' '));
    c->verb = verb_find(c->name);
    c->error = g_strdup("");
    if (!c->verb) {
        const char *near = verb_nearest(c->name);
        g_free(c->error);
        c->error =
            near ? g_strdup_printf(lang_text(language, N_("there is no #%s; did you mean #%s?")),
                                   c->name, near)
                 : g_strdup_printf(
                       lang_text(language, N_("there is no #%s; #help lists the commands")),
                       c->name);
    }
    return c;
}

// First line after the block that starts at `from`: command lines and blank lines between them.
static guint
block_end(char **lines, guint from, guint count)
{
    guint end = from;
    for (guint i = from; i < count; i++) {
        if (is_command_line(lines[i]))
            end = i + 1;
        else if (!is_blank(lines[i]))
            break;
    }
    return end;
}

static bool
holds_others(char **lines, guint from, guint to)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = from; i < to; i++) {
        g_string_append(text, lines[i]);
        g_string_append_c(text, '\n');
    }
    return answer_holds_others(text->str);
}

// First line of the block that ends the lines; count when there is none.
static guint
block_start(char **lines, guint from, guint count)
{
    guint start = count;
    for (guint i = count; i-- > from;) {
        if (is_command_line(lines[i]))
            start = i;
        else if (!is_blank(lines[i]))
            break;
    }
    return start < count && holds_others(lines, from, start) ? count : start;
}

static void
take(CommandBlock *block, char **lines, guint from, guint to, unsigned max, const char *language)
{
    for (guint i = from; i < to; i++) {
        g_autofree char *line = command_line(lines[i]);
        if (!line)
            continue;
        Command *c = command_new(line, language);
        if (block->commands->len >= max && !*c->error) {
            g_free(c->error);
            c->error = g_strdup_printf(
                lang_text(language, N_("more than %u commands in one letter")), max);
        }
        block->faulty = block->faulty || *c->error;
        g_ptr_array_add(block->commands, c);
        if (block->commands->len > max)
            return; // the first line too many tells it; the rest would only repeat it
    }
}

// "##x" stands for "#x", "###x" for "##x"; "## Heading" is text as it stands.
static bool
is_escaped(const char *line)
{
    size_t hashes = strspn(line, "#");
    return hashes >= 2 && line[hashes] && !g_ascii_isspace(line[hashes]);
}

void
command_parse(const char *text, unsigned max, const char *language, CommandBlock *out)
{
    *out = (CommandBlock){.commands = g_ptr_array_new_with_free_func((GDestroyNotify)command_free)};
    g_autofree char *valid = text_utf8(text, -1); // a command line may hold any bytes
    g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);
    guint count = g_strv_length(lines);
    guint first = 0;
    while (first < count && is_blank(lines[first]))
        first++;
    guint top = block_end(lines, first, count);
    guint bottom = block_start(lines, top, count);
    take(out, lines, first, top, max, language);
    take(out, lines, bottom, count, max, language);
    g_autoptr(GString) rest = g_string_new(NULL);
    for (guint i = top; i < bottom; i++) {
        const char *line = lines[i];
        g_string_append(rest, is_escaped(line) ? line + 1 : line);
        g_string_append_c(rest, '\n');
    }
    // Blank lines around the text belonged to the blocks.
    const char *begin = rest->str;
    for (const char *p = begin; *p && g_ascii_isspace(*p); p++)
        if (*p == '\n')
            begin = p + 1;
    out->text = g_strchomp(g_strdup(begin));
}

// Would the rest of a line, from its '#' on, be a command by itself? Here only what names a verb.
static bool
is_command_within(const char *hash)
{
    const char *verb = skip_unseen(hash + 1), *end = verb;
    bool apart = hash[1] == ' ' || hash[1] == '\t';
    if (is_question(verb))
        return true;
    while (is_name_part(end))
        end = g_utf8_next_char(end);
    if (end == verb || (apart && !text_is_empty(end)))
        return false;
    const char *last = end;
    while (last[-1] == '_' && last - 1 > verb) // "_#close_"
        last--;
    g_autofree char *name = g_strndup(verb, (size_t)(last - verb));
    return verb_find(name) != NULL;
}

// The sign stands right before the '#', for a line may be broken at any blank.
static void
append_defused(GString *out, const char *line)
{
    bool open = false; // may a broken line begin here?
    for (const char *p = line; *p; p = g_utf8_next_char(p)) {
        if (*p == '#' && open && is_command_within(p))
            g_string_append(out, "›");
        open = is_unseen(g_utf8_get_char(p)) || *p == '*' || *p == '_';
        g_string_append_len(out, p, g_utf8_next_char(p) - p);
    }
}

char *
command_defuse(const char *text)
{
    g_autofree char *valid = text_utf8(text, -1);
    g_auto(GStrv) lines = g_strsplit(valid, "\n", -1);
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; lines[i]; i++) {
        const char *p = lines[i];
        while (*p == ' ' || *p == '\t' || *p == '>')
            p++;
        // The full-width sibling is text to us, but a careless eye reads it as a command.
        const char *plain = skip_unseen(p);
        bool wide = g_str_has_prefix(plain, "＃");
        g_autofree char *narrow =
            wide ? g_strdup_printf("#%s", plain + strlen("＃")) : g_strdup(plain);
        bool command = is_command_line(narrow);
        const char *rest = command && !wide ? strchr(p, '#') + 1 : p;
        g_string_append(out, i ? "\n" : "");
        g_string_append_len(out, lines[i], p - lines[i]);
        g_string_append(out, command ? "› " : "");
        g_string_append_len(out, p, rest - p);
        append_defused(out, rest);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

// A command in a list, or one that nearly is one and stands alone on its line.
static bool
is_stray(const char *line)
{
    const char *p = line;
    while (*p == ' ' || *p == '\t' || *p == '-' || *p == '+' || g_str_has_prefix(p, "•"))
        p = *p == '\xe2' ? p + strlen("•") : p + 1;
    g_autofree char *command = command_line(p);
    if (!command)
        return false;
    Command *c = command_new(command, "en");
    bool near = c->verb || (!*c->args && verb_nearest(c->name));
    command_free(c);
    return near;
}

char *
command_stray(const char *text)
{
    g_autofree char *own = g_strndup(text, answer_own_length(text));
    g_auto(GStrv) lines = g_strsplit(own, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        if (strchr(lines[i], '#') && is_stray(lines[i]))
            return g_strstrip(g_strdup(lines[i]));
    return NULL;
}
