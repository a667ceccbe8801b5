// imap_done.c: marking messages that are stored: moved to another folder, or flagged.
//
// UID MOVE (RFC 6851) where the server has it; else COPY, \Deleted and UID EXPUNGE of those very
// UIDs (RFC 4315); a server with neither gets flags alone, for a bare EXPUNGE would take the
// messages that other people marked. The target folder is made when the server says that it is
// missing. UIDs that are gone are no error to IMAP, so all of this may be repeated.
//
// Neighbours: imap.c; the caller has committed what is marked here.
#include "io/imap_private.h"

#include "base/error.h"

// Commands stay within a line that any server takes.
#define RUNS_PER_COMMAND 80

static bool
refuse(ImapSource *s, const char *what, GError **error)
{
    g_autofree char *words = imap_words(s);
    g_set_error(error, HD_ERROR, HD_ERROR_RETRY, "%s: folder %s: %s refused: %s",
                stream_where(s->stream), s->mailbox->folder, what, words);
    return false;
}

static ImapAnswer
on_set(ImapSource *s, const char *verb, const char *set, const char *rest, GError **error)
{
    g_autofree char *command = g_strdup_printf("%s %s%s", verb, set, rest);
    const ImapRoom room = {.words = 4 * IMAP_WORDS.words};
    return imap_command(s, verb, command, &room, error);
}

static bool
flag(ImapSource *s, const char *set, GError **error)
{
    ImapAnswer answer = on_set(s, "UID STORE", set, " +FLAGS.SILENT (\\Seen $Helpdesk)", error);
    if (answer == IMAP_NO) { // keywords are not allowed everywhere
        answer = on_set(s, "UID STORE", set, " +FLAGS.SILENT (\\Seen)", error);
    }
    return answer == IMAP_OK || (answer == IMAP_NO && refuse(s, "UID STORE", error));
}

static ImapAnswer
to_folder(ImapSource *s, const char *verb, const char *set, GError **error)
{
    g_autofree char *name = imap_name(s->mailbox->move_to);
    g_autofree char *quoted = imap_quoted(name);
    g_autofree char *rest = g_strconcat(" ", quoted, NULL);
    ImapAnswer answer = on_set(s, verb, set, rest, error);
    if (answer != IMAP_NO || s->made_move_to) {
        return answer;
    }
    // [TRYCREATE] is not sent by every server: a folder that exists just makes CREATE say NO.
    g_autofree char *why = imap_words(s);
    s->made_move_to = true;
    ImapAnswer made = on_set(s, "CREATE", quoted, "", error);
    if (made == IMAP_NO) {
        g_set_error(error, HD_ERROR, HD_ERROR_RETRY,
                    "%s: folder %s: %s to %s refused: %s; check move_to", stream_where(s->stream),
                    s->mailbox->folder, verb, s->mailbox->move_to, why);
        return IMAP_BROKEN;
    }
    if (made == IMAP_BROKEN || on_set(s, "SUBSCRIBE", quoted, "", error) == IMAP_BROKEN) {
        return IMAP_BROKEN;
    }
    return on_set(s, verb, set, rest, error);
}

static bool
copy_and_expunge(ImapSource *s, const char *set, GError **error)
{
    static const struct {
        const char *verb, *rest;
    } STEPS[] = {{"UID STORE", " +FLAGS.SILENT (\\Seen \\Deleted)"}, {"UID EXPUNGE", ""}};
    ImapAnswer answer = to_folder(s, "UID COPY", set, error);
    if (answer != IMAP_OK) {
        return answer == IMAP_NO && refuse(s, "UID COPY", error);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(STEPS); i++) {
        answer = on_set(s, STEPS[i].verb, set, STEPS[i].rest, error);
        if (answer != IMAP_OK) {
            return answer == IMAP_NO && refuse(s, STEPS[i].verb, error);
        }
    }
    return true;
}

static bool
move(ImapSource *s, const char *set, GError **error)
{
    ImapAnswer answer = to_folder(s, "UID MOVE", set, error);
    return answer == IMAP_OK || (answer == IMAP_NO && refuse(s, "UID MOVE", error));
}

typedef bool (*Mark)(ImapSource *s, const char *set, GError **error);

static bool
choose_mark(ImapSource *s, Mark *mark, GError **error)
{
    bool can_move = false, can_expunge = false;
    *mark = flag;
    if (s->mailbox->after == AFTER_MOVE) {
        if (!imap_has(s, "MOVE", &can_move, error) ||
            !imap_has(s, "UIDPLUS", &can_expunge, error)) {
            return false;
        }
        *mark = can_move ? move : can_expunge ? copy_and_expunge : flag;
    }
    return true;
}

bool
imap_done(Source *source, const SourceEntry *entries, unsigned count, GError **error)
{
    ImapSource *s = (ImapSource *)source;
    Mark mark = NULL;
    if (s->mailbox->after == AFTER_LEAVE || count == 0) {
        return true;
    }
    if (!choose_mark(s, &mark, error)) {
        return false;
    }
    for (unsigned i = 0; i < count;) {
        g_autoptr(GString) set = g_string_new(NULL);
        i += imap_uid_set(set, entries + i, count - i, RUNS_PER_COMMAND);
        if (!mark(s, set->str, error)) {
            return false;
        }
    }
    return true;
}
