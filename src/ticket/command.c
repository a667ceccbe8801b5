// command.c: the grammar of commands by mail (COMMANDS.md): a block of "#verb args" lines at the
// top of the new text, one more at its end; all or nothing.
//
// Not for finding the new text (mail/body), for whether the lines may be done (command_plan.c), nor
// for what verbs do (verb_*.c). A line that is no
// command ends the block; "##x" is a literal "#x"; "#123" and "# Heading" are text. Linear in the
// text.

#include "ticket/command.h"

#include "base/error.h"
#include "base/lang.h"
#include "base/text.h"

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

// A line of the shape "#verb…" as it is meant: unseen characters before and after the '#' are taken
// away, for else a command would go to the customer as text. NULL when it is none: "# Heading" is
// text, but "# close", a verb and nothing else, is meant. What the verb is called is not looked at.
// The caller frees.
static char *
command_line(const char *line)
{
    const char *p = skip_unseen(line);
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
    c->args = g_strstrip(g_strdup(end));
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
    return start;
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

char *
command_defuse(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = 0; lines[i]; i++) {
        const char *p = lines[i];
        while (*p == ' ' || *p == '\t' || *p == '>')
            p++;
        // The full-width sibling is text to us, but a careless eye reads it as a command.
        const char *plain = skip_unseen(p);
        g_autofree char *narrow = g_str_has_prefix(plain, "＃")
                                      ? g_strdup_printf("#%s", plain + strlen("＃"))
                                      : g_strdup(plain);
        g_string_append(out, i ? "\n" : "");
        g_string_append_len(out, lines[i], p - lines[i]);
        g_string_append(out, is_command_line(narrow) ? "› " : "");
        g_string_append(out, p);
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
