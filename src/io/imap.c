// imap.c: the IMAP kind of source: open, select, close.
//
// SELECT where messages will be marked, EXAMINE where they are left alone. UIDVALIDITY absent or 0
// stops here: without it no UID can be remembered. The end is polite and short: LOGOUT, a moment
// for the BYE.
//
// Neighbours: imap_login.c (before), imap_list.c, imap_fetch.c, imap_done.c (after).
#include "io/imap_private.h"

#include "base/error.h"

#define GOODBYE_MS 1000

static void
take_message(struct mailimap_msg_att *att, void *data)
{
    ImapSource *s = data;
    if (s->take) {
        s->take(s->take_data, att);
    }
}

static bool
take_body(int type, struct mailimap_msg_att_body_section *section, const char *bytes, size_t len,
          void *data)
{
    ImapSource *s = data;
    if (type != MAILIMAP_MSG_ATT_BODY_SECTION || !s->take_body) {
        return true; // unasked: not taken for anything
    }
    return s->take_body(s->take_data, section, bytes, len);
}

// libetpan calls the message handler only when a progress function is there.
static void
ignore_progress(size_t current, size_t maximum, void *context)
{
}

static char *
look(void *data, const char *bytes, size_t len)
{
    return imap_guard_look(data, bytes, len);
}

static bool
select_folder(ImapSource *s, GError **error)
{
    g_autofree char *name = imap_name(s->mailbox->folder);
    bool leave = s->mailbox->after == AFTER_LEAVE;
    imap_allow(s, &IMAP_WORDS);
    int r = leave ? mailimap_examine(s->imap, name) : mailimap_select(s->imap, name);
    if (r == MAILIMAP_ERROR_SELECT || r == MAILIMAP_ERROR_EXAMINE) {
        g_autofree char *words = imap_words(s);
        g_set_error(error, HD_ERROR, imap_is_busy(s) ? HD_ERROR_SOURCE : HD_ERROR_CONFIG,
                    "%s: cannot open folder %s: %s; check folder", stream_where(s->stream),
                    s->mailbox->folder, words);
        return false;
    }
    if (r != MAILIMAP_NO_ERROR) {
        imap_break(s, "SELECT", r, error);
        return false;
    }
    const struct mailimap_selection_info *info = s->imap->imap_selection_info;
    if (!info || info->sel_uidvalidity == 0) {
        g_set_error(error, HD_ERROR, HD_ERROR_SOURCE,
                    "%s: folder %s has no UIDVALIDITY; its messages cannot be told apart, nothing "
                    "is fetched",
                    stream_where(s->stream), s->mailbox->folder);
        return false;
    }
    s->base.uidvalidity = info->sel_uidvalidity;
    s->fresh = true;
    return true;
}

static void
say_goodbye(ImapSource *s)
{
    stream_hurry(s->stream, GOODBYE_MS);
    if (mailimap_send_current_tag(s->imap) == MAILIMAP_NO_ERROR &&
        mailstream_write(s->mail, "LOGOUT\r\n", 8) >= 0 && mailstream_flush(s->mail) >= 0) {
        imap_guard_allow(&s->guard, IMAP_WORDS.words, IMAP_WORDS.literals, IMAP_WORDS.literal);
        mailimap_read_line(s->imap); // the BYE; whatever follows is of no use
    }
}

static void
imap_close(Source *source)
{
    ImapSource *s = (ImapSource *)source;
    if (s->imap) {
        if (!s->broken && s->imap->imap_stream && !stream_failure(s->stream)) {
            say_goodbye(s);
        }
        s->imap->imap_stream = NULL; // or mailimap_free() says LOGOUT again
        mailimap_free(s->imap);
    }
    if (s->mail) {
        mailstream_close(s->mail);
    }
    stream_free(s->stream);
    if (s->ahead.entries) {
        g_array_free(s->ahead.entries, TRUE);
    }
    g_free(s);
}

static Source *
imap_open(const Mailbox *mailbox, GError **error)
{
    ImapSource *s = g_new0(ImapSource, 1);
    s->mailbox = mailbox;
    s->stream = stream_open(&mailbox->server, error);
    if (!s->stream) {
        imap_close(&s->base);
        return NULL;
    }
    s->mail = stream_mailstream(s->stream);
    s->imap = mailimap_new(0, NULL);
    s->ahead.entries = g_array_new(FALSE, FALSE, sizeof(SourceEntry));
    stream_look(s->stream, look, &s->guard);
    mailimap_set_progress_callback(s->imap, NULL, ignore_progress, NULL);
    mailimap_set_msg_att_handler(s->imap, take_message, s);
    mailimap_set_msg_body_handler(s->imap, take_body, s);
    if (!imap_login(s, error) || !select_folder(s, error)) {
        imap_close(&s->base);
        return NULL;
    }
    return &s->base;
}

const SourceKind SOURCE_IMAP = {
    .code = MAILBOX_IMAP,
    .open = imap_open,
    .close = imap_close,
    .list = imap_list,
    .fetch = imap_fetch,
    .done = imap_done,
};
