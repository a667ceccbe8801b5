// verb.h: the verbs that commands by mail have, and what their checks share; private to
// ticket/verb*.c, verbs.c and command.c.
#pragma once

#include "base/error.h"
#include "base/lang.h"
#include "base/text.h"
#include "ticket/command.h"

extern const Verb VERB_REPLY, VERB_NOTE, VERB_CLOSE, VERB_OPEN, VERB_WAIT, VERB_SNOOZE, VERB_STATUS,
    VERB_TAKE, VERB_RELEASE, VERB_ASSIGN, VERB_ESCALATE, VERB_PRIORITY, VERB_URGENT, VERB_HIGH,
    VERB_NORMAL, VERB_LOW, VERB_TYPE, VERB_SET, VERB_TAG, VERB_TITLE, VERB_DUE, VERB_REQUESTER,
    VERB_CC, VERB_WATCH, VERB_UNWATCH, VERB_QUEUE, VERB_TIME, VERB_BILL, VERB_MERGE, VERB_SPLIT,
    VERB_CLONE, VERB_LINK, VERB_NEW, VERB_ON, VERB_USE, VERB_FAQ, VERB_FORWARD, VERB_SPAM,
    VERB_SILENT, VERB_DELAY, VERB_UNDO, VERB_SEND, VERB_SHOW, VERB_LIST, VERB_SEARCH, VERB_WHY,
    VERB_HELP;

// Errors are read by the actor: in the actor's language.
static inline const char *__attribute__((format_arg(2)))
verb_words(const VerbContext *context, const char *msgid)
{
    return lang_text(context->actor->language, msgid);
}

// Most verbs take nothing: says so when something was given.
bool verb_no_args(const VerbContext *context, const char *args, GError **error);
// The same, for verbs that are about the text of the mail.
bool verb_text_below(const VerbContext *context, const char *args, GError **error);
// What makes no sense in a mail that only makes a ticket: says so when there is none yet.
bool verb_needs_ticket(const VerbContext *context, GError **error);
// Queue of the ticket, else the one that the mail came to.
const Queue *verb_queue(const VerbContext *context);
// The same once the letter is done: #queue may move the ticket.
const Queue *verb_queue_then(const VerbContext *context);
// By name, case folded; NULL when there is none.
const Queue *verb_queue_named(const Desk *desk, const char *name);
// Is the word (any case) in a NULL-terminated list?
bool verb_is_one_of(const char *word, const char *const *list);
// "none", "нет", "немає": takes a value away.
bool verb_is_none(const char *word);
// Words of args, blanks and commas between them; g_strv_length() of it may be 0.
char **verb_split(const char *args);
// "a, b, c" of char*. The caller frees.
char *verb_join(const GPtrArray *names);
// One line of at most max characters; NULL and an error when it is longer. The caller frees.
char *verb_line(const VerbContext *context, const char *args, unsigned max, GError **error);

// Can the ticket come into this status: does its queue have it, does the workflow lead there, may
// the actor? An error says what is possible.
bool verb_may_go(const VerbContext *context, const Status *s, GError **error);
// Appends a change to a status, or to the first one of a kind that the actor may put the ticket
// into.
bool verb_to_status(const VerbContext *context, const Status *s, GPtrArray *changes, const char *by,
                    GError **error);
bool verb_to_kind(const VerbContext *context, StatusKind kind, GPtrArray *changes, const char *by,
                  GError **error);

// The number of a ticket at the beginning of text: "12", "#12", "HD#12", "№ 12", "[HD#12]"; *rest
// is what follows it, behind blanks (borrowed). False when there is none. For command_mentions()
// too.
bool verb_number(const char *text, int64_t *number, const char **rest);
// The same as an argument, with an error when there is none.
bool verb_number_arg(const VerbContext *context, const char *args, int64_t *number,
                     const char **rest, GError **error);
// The other ticket of that number, which the actor may see; NULL and an error.
const Ticket *verb_other(const VerbContext *context, int64_t number, GError **error);
// May the actor change this ticket: its queue, its status? An error when not.
bool verb_may_change(const VerbContext *context, const Ticket *t, GError **error);
// May the actor put a ticket into this status, wherever it comes from? NULL: yes. An error when
// not.
bool verb_may_enter(const VerbContext *context, const Status *s, GError **error);

// Is there room for what changes bring into the ticket, with the commands before? An error when
// more than TICKET_PEOPLE_MAX people would take part. other (may be NULL): a ticket whose people
// come along.
bool verb_has_room(const VerbContext *context, const GPtrArray *changes, const Ticket *other,
                   GError **error);

// A person by name, or the actor ("me"), who may see the ticket; NULL and an error.
const Manager *verb_person(const VerbContext *context, const char *word, GError **error);
// May anybody of the group see the ticket? An error when not.
bool verb_group_may_see(const VerbContext *context, const Group *group, GError **error);
// One mail address that is none of the desk's own; NULL and an error.
Address *verb_address(const VerbContext *context, const char *args, GError **error);
