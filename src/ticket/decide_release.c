// decide_release.c: a manager's answer to a letter of ours that says "nothing of this was done":
// she confirms that it was hers, or lets its text go.
//
// Only a clear yes confirms. Of a faulty block that is let go nothing is done but what says where
// the text goes; corrected commands may stand beside "#send". The letter itself is then received
// again by desk/receive.c, with her proof. Why letters are held is decide_manager.c.

#include "ticket/decide_private.h"

#include "base/lang.h"
#include "base/text.h"

#include <string.h>

// The answer to our question whether a held letter is hers: only a clear yes counts.
static bool
is_yes(const char *text)
{
    static const char *const YES[] = {
        "yes", "y",         "ok",          "send",        "#send",     "confirm", "да",  "так",
        "ага", "отправить", "підтверджую", "подтверждаю", "надіслати", "ja",      "oui", "si",
        "sí",  "tak",       "yes please",  "👍",           "+1",        NULL};
    g_auto(GStrv) lines = g_strsplit(text, "\n", 2);
    if (!lines[0])
        return false;
    g_autofree char *line = g_strstrip(g_strdup(lines[0]));
    g_strdelimit(line, ".!,", ' ');
    g_autofree char *words = text_one_line(line);
    for (size_t i = 0; YES[i]; i++)
        if (text_equal_fold(words, YES[i]))
            return true;
    return false;
}

static bool
is_no(const char *text)
{
    static const char *const NO[] = {"no", "нет", "ні", "nein", "non", "nie", NULL};
    g_auto(GStrv) words = g_strsplit_set(text, " \t\n.,!?;:", 2);
    for (size_t i = 0; words[0] && NO[i]; i++)
        if (text_equal_fold(words[0], NO[i]))
            return true;
    return false;
}

// Does it say where the text goes? Without it a text could reach somebody whom it is not for.
static bool
is_route(const Command *c)
{
    static const char *const ROUTES[] = {"note", "reply", "silent", "forward",
                                         "on",   "new",   "delay",  NULL};
    return c->verb && g_strv_contains(ROUTES, c->verb->name);
}

// Is another way named for the text, in place of the one that this command says?
static bool
is_replaced(const Command *c, const CommandBlock *more)
{
    if (strcmp(c->verb->name, "note") == 0 || strcmp(c->verb->name, "reply") == 0)
        return command_has(more, "note") || command_has(more, "reply");
    return command_has(more, c->verb->name);
}

// Of a faulty block that is let go only those commands stay that say where its text goes; one of
// them that is faulty itself keeps holding it.
static void
drop_commands(CommandBlock *block, const CommandBlock *more)
{
    bool faulty = block->faulty;
    block->faulty = false;
    for (guint i = block->commands->len; i-- > 0;) {
        const Command *c = block->commands->pdata[i];
        if (is_route(c) ? is_replaced(c, more) : faulty)
            g_ptr_array_remove_index(block->commands, i);
        else
            block->faulty |= *c->error != '\0';
    }
}

// A letter that is let go: of its own commands a sound block is done, and what the letter said that
// let it go.
void
plan_block(const Facts *f, const VerbContext *context, Decision *out)
{
    g_ptr_array_unref(out->changes);
    out->changes = command_plan(&out->block, context, f->proof);
    if (!f->instead)
        return;
    g_auto(CommandBlock) more = {0};
    command_parse(f->instead, f->desk->limits.commands, f->manager->language, &more);
    drop_commands(&out->block, &more);
    out->block.faulty |= more.faulty;
    g_ptr_array_extend_and_steal(out->block.commands, g_steal_pointer(&more.commands));
    g_ptr_array_unref(out->changes);
    out->changes = command_plan(&out->block, context, f->proof);
}

// She is asked again: the same question about the same letter.
static void
ask_again(const Facts *f, Decision *out)
{
    notify_manager(out, NOTICE_HELD, f->manager, "");
    Notice *n = out->notices->pdata[out->notices->len - 1];
    n->ref = f->thread->token.ref;
    g_free(n->query);
    n->query = g_strdup("again");
}

// What stands beside the "yes" or the "#send" is done with the letter.
static char *
other_commands(const Decision *out)
{
    g_autoptr(GString) lines = g_string_new(NULL);
    for (guint i = 0; i < out->block.commands->len; i++) {
        const Command *c = out->block.commands->pdata[i];
        if (!c->verb || strcmp(c->verb->name, "send") != 0)
            g_string_append_printf(lines, "%s\n", c->line);
    }
    return g_string_free(g_steal_pointer(&lines), FALSE);
}

static bool
was_done_before(const Facts *f, Decision *out)
{
    if (f->already)
        tell_faults(f, out,
                    lang_text(f->manager->language,
                              N_("that letter is no longer held: it was done, or given up")));
    return f->already;
}

void
confirm_held(const Facts *f, Decision *out, const Answer *answer)
{
    bool yes = !answer->whole && is_yes(answer->text);
    bool no = !answer->whole && is_no(answer->text);
    if (yes && was_done_before(f, out))
        return;
    if (!yes && !no)
        ask_again(f, out);
    if (yes) {
        g_autofree char *beside = other_commands(out);
        out->confirm = f->thread->token.ref;
        out->instead = *beside ? g_steal_pointer(&beside) : NULL;
    }
    decide_set(out, OUTCOME_COMMAND,
               yes ? "%s confirms a held message"
                   : "%s does not confirm the held message: it stays undone",
               f->manager->login);
}

// "#send" in answer to the letter that gave a block back: the text goes, with the commands that
// stand here in place of the faulty ones.
void
let_go(const Facts *f, Decision *out)
{
    if (!text_is_empty(out->block.text)) {
        tell_faults(
            f, out,
            lang_text(f->manager->language,
                      N_("#send lets your earlier letter go as it was; leave out this text, "
                         "or leave out #send to send this text instead")));
        return;
    }
    if (was_done_before(f, out))
        return;
    out->confirm = f->thread->token.ref;
    out->instead = other_commands(out);
    decide_set(out, OUTCOME_COMMAND, "%s lets an earlier letter go", f->manager->login);
}
