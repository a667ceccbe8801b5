// imap_private.h: one IMAP session, as the imap_*.c files share it.
#pragma once

#include "io/imap_guard.h"
#include "io/source_private.h"
#include "io/stream.h"

// What an answer may weigh and how long it may take beyond the server's silence.
typedef struct {
    uint64_t words;    // at most, outside literals
    uint64_t literals; // at most, all together
    uint64_t literal;  // each at most
    uint64_t expected; // bytes that the time is reckoned for
} ImapRoom;

// Room for an answer that is words only.
extern const ImapRoom IMAP_WORDS;

typedef struct {
    Source base;
    const Mailbox *mailbox; // borrowed
    Stream *stream;
    mailstream *mail;
    mailimap *imap;
    ImapGuard guard;
    bool broken;       // after a failed exchange: send nothing more, not even LOGOUT
    bool asked;        // capabilities were asked for since the login
    bool made_move_to; // CREATE was tried
    bool fresh;        // no command since SELECT: its UIDNEXT and EXISTS still hold
    struct {           // entries listed ahead of what was asked for, ascending
        GArray *entries;
        unsigned next;
        bool running;
        uint64_t mark;     // the last UID given out
        uint64_t from, to; // the UIDs looked at: from ≤ uid ≤ to
        uint64_t last;     // no UID stands above it; UINT32_MAX when that is not known
        uint32_t width;    // of the next slice
    } ahead;
    // While a FETCH runs: called for each message of the answer, and for the bytes of bodies.
    void (*take)(void *data, const struct mailimap_msg_att *att);
    bool (*take_body)(void *data, const struct mailimap_msg_att_body_section *section,
                      const char *bytes, size_t len);
    void *take_data;
} ImapSource;

typedef enum { IMAP_BROKEN, IMAP_NO, IMAP_OK } ImapAnswer;

// Sends one command and reads to the tagged answer. IMAP_BROKEN sets error; IMAP_NO sets none: the
// words are those of imap_words(). `what` names the command in errors.
ImapAnswer imap_command(ImapSource *s, const char *what, const char *command, const ImapRoom *room,
                        GError **error);
// Its halves, for an exchange of more than one line: sends a line and reads the first one back (it
// is in imap_stream_buffer); parses from there to the tagged answer, if all was said.
bool imap_say(ImapSource *s, const char *text);
ImapAnswer imap_finish(ImapSource *s, const char *what, bool said, GError **error);
// Sets the bounds of the next exchange; imap_command does it itself.
void imap_allow(ImapSource *s, const ImapRoom *room);
// Marks the session broken and says why, from the stream's fault, a BYE, or libetpan's code.
void imap_break(ImapSource *s, const char *what, int etpan_code, GError **error);
// The server's words to the last command, quoted and safe, or "".
char *imap_words(ImapSource *s);
// The last answer said that it is the server's own trouble ([UNAVAILABLE], [INUSE], [LIMIT] …).
bool imap_is_busy(ImapSource *s);
// Whether the server offers it; asks once when the server did not say by itself.
bool imap_has(ImapSource *s, const char *capability, bool *has, GError **error);
void imap_forget_capabilities(ImapSource *s);

bool imap_login(ImapSource *s, GError **error);

bool imap_list(Source *source, uint64_t after, unsigned max, GArray *out, bool *more,
               GError **error);
bool imap_fetch(Source *source, const SourceEntry *entries, unsigned count, SourceSink sink,
                void *data, GError **error);
bool imap_done(Source *source, const SourceEntry *entries, unsigned count, GError **error);

// "5,7:9" of at most `max` runs; returns how many entries went in.
unsigned imap_uid_set(GString *out, const SourceEntry *entries, unsigned count, unsigned max);

// The folder's name as IMAP writes it: modified UTF-7 (RFC 3501 5.1.3), and as a quoted string.
char *imap_name(const char *utf8);
char *imap_quoted(const char *text);
