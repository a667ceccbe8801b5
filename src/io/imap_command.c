// imap_command.c: one command, its answer, and what to say when there is none.
//
// Commands go out as text and answers come in through libetpan's parser, all of them one way:
// bounds set, deadline set, tagged OK, NO, or a broken session. (Its own custom command ends with a
// blank that strict servers refuse.) After anything but OK or NO the session is never used again:
// what libetpan had not read yet would be taken for the next answer.
//
// Neighbours: imap_login.c, imap_list.c, imap_fetch.c, imap_done.c call it; imap_guard.c measures.
#include "io/imap_private.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

const ImapRoom IMAP_WORDS = {.words = 1024 * 1024, .literals = 1024 * 1024, .literal = 64 * 1024};

// A link that carries less than this is as good as down.
#define BYTES_PER_MS 4

void
imap_allow(ImapSource *s, const ImapRoom *room)
{
    int64_t silence = (int64_t)MAX(s->mailbox->server.silence_seconds, 1) * 1000;
    imap_guard_allow(&s->guard, room->words, room->literals, room->literal);
    stream_allow(s->stream, 4 * silence + (int64_t)(room->expected / BYTES_PER_MS));
}

char *
imap_words(ImapSource *s)
{
    const char *text = text_or_empty(s->imap->imap_response);
    g_autofree char *valid = text_utf8(text, -1);
    g_autofree char *line = text_one_line(valid);
    return *line ? g_strdup_printf("\"%.*s\"", (int)text_clip_length(line, strlen(line), 300), line)
                 : g_strdup("no");
}

bool
imap_is_busy(ImapSource *s)
{
    static const char *const codes[] = {"UNAVAILABLE", "INUSE",     "LIMIT",
                                        "SERVERBUG",   "THROTTLED", NULL};
    const struct mailimap_response_info *info = s->imap->imap_response_info;
    g_autofree char *code = g_ascii_strup(info ? text_or_empty(info->rsp_atom) : "", -1);
    return g_strv_contains(codes, code);
}

void
imap_break(ImapSource *s, const char *what, int etpan_code, GError **error)
{
    const char *where = stream_where(s->stream);
    const GError *failure = stream_failure(s->stream);
    s->broken = true;
    if (*s->guard.bye) {
        g_autofree char *valid = text_utf8(s->guard.bye, -1);
        g_autofree char *line = text_one_line(valid);
        g_set_error(error, HD_ERROR, HD_ERROR_SOURCE, "%s: at %s the server said BYE: \"%s\"",
                    where, what, line);
    } else if (failure) {
        g_set_error(error, HD_ERROR, failure->code, "%s (at %s)", failure->message, what);
    } else if (etpan_code == MAILIMAP_ERROR_PROTOCOL && s->imap->imap_response) {
        g_autofree char *words = imap_words(s);
        g_set_error(error, HD_ERROR, HD_ERROR_SOURCE, "%s: the server does not take %s: %s", where,
                    what, words);
    } else {
        g_set_error(error, HD_ERROR, HD_ERROR_SOURCE,
                    "%s: the answer to %s is not IMAP; check host and port", where, what);
    }
}

bool
imap_say(ImapSource *s, const char *text)
{
    return mailstream_write(s->mail, text, strlen(text)) >= 0 &&
           mailstream_write(s->mail, "\r\n", 2) >= 0 && mailstream_flush(s->mail) >= 0 &&
           mailimap_read_line(s->imap) != NULL;
}

ImapAnswer
imap_finish(ImapSource *s, const char *what, bool said, GError **error)
{
    struct mailimap_response *answer = NULL;
    int r = said ? mailimap_parse_response(s->imap, &answer) : MAILIMAP_ERROR_STREAM;
    if (r != MAILIMAP_NO_ERROR) {
        imap_break(s, what, r, error);
        return IMAP_BROKEN;
    }
    int type = answer->rsp_resp_done->rsp_data.rsp_tagged->rsp_cond_state->rsp_type;
    mailimap_response_free(answer);
    return type == MAILIMAP_RESP_COND_STATE_OK ? IMAP_OK : IMAP_NO;
}

ImapAnswer
imap_command(ImapSource *s, const char *what, const char *command, const ImapRoom *room,
             GError **error)
{
    imap_allow(s, room);
    s->fresh = false;
    bool said = mailimap_send_current_tag(s->imap) == MAILIMAP_NO_ERROR && imap_say(s, command);
    return imap_finish(s, what, said, error);
}

void
imap_forget_capabilities(ImapSource *s)
{
    struct mailimap_connection_info *info = s->imap->imap_connection_info;
    if (info && info->imap_capability) {
        mailimap_capability_data_free(info->imap_capability);
        info->imap_capability = NULL;
    }
    s->asked = false;
}

bool
imap_has(ImapSource *s, const char *capability, bool *has, GError **error)
{
    const struct mailimap_connection_info *info = s->imap->imap_connection_info;
    if (!s->asked && info && !info->imap_capability &&
        imap_command(s, "CAPABILITY", "CAPABILITY", &IMAP_WORDS, error) == IMAP_BROKEN) {
        return false;
    }
    s->asked = true;
    *has = g_str_has_prefix(capability, "AUTH=")
               ? mailimap_has_authentication(s->imap, capability + 5)
               : mailimap_has_extension(s->imap, capability);
    return true;
}
