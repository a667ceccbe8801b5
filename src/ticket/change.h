// change.h: one thing that happens to a ticket: what verbs and rules ask for, apply carries out,
// and the history tells.
#pragma once

#include "base/names.h"

#include <glib.h>
#include <stdbool.h>

typedef enum {
    CHANGE_STATUS,     // value: name of a status
    CHANGE_MANAGER,    // login, "" = nobody
    CHANGE_GROUP,      // group name, "" = none
    CHANGE_PRIORITY,   // name
    CHANGE_TAG_ADD,    // tag
    CHANGE_TAG_REMOVE, // tag
    CHANGE_DIRECTION,  // "out" or "note": what becomes of the text that came with the commands
    CHANGE_REQUESTER,  // mail address
    CHANGE_HELP,       // the actor asks for the list of commands
    CHANGE_WAKE,       // Unix seconds when a postponed ticket comes back; "" = it sleeps no more
    CHANGE_TYPE,       // name, "" = none
    CHANGE_FIELD,      // "name=value"; "name=" empties it
    CHANGE_CC_ADD,     // mail address: takes part from now on
    CHANGE_CC_REMOVE,  // mail address
    CHANGE_WATCH,      // login or group name
    CHANGE_UNWATCH,    // login or group name
    CHANGE_QUEUE,      // name
    CHANGE_TITLE,      // subject
    CHANGE_DUE,        // Unix seconds, "" = none
    CHANGE_TIME,       // "SECONDS", "SECONDS note"; "-ID" takes that row away again
    CHANGE_BILL,       // "CODE THOUSANDTHS": "visit 1500" is one and a half; "-ID" as above
    CHANGE_MERGE,      // number of the ticket that this one becomes a part of
    CHANGE_SPLIT,      // from the message that was answered on; value: subject, "" = the ticket's
    CHANGE_CLONE,      // value: subject, "" = the ticket's
    CHANGE_LINK,       // "NUMBER KIND", of LINK_NAMES; "NUMBER -" removes the link
    CHANGE_FAQ,        // draft of an entry; value: its title, "" = the subject; "-ID" as above
    CHANGE_SPAM,       // over, and the requester's address is blocked; "-" unblocks it, no more
    CHANGE_FORWARD,    // mail address of an outsider who gets the text; his answer becomes a note
    CHANGE_NEW,        // the mail makes a ticket of its own; value: its requester, "" = the actor
    CHANGE_ON,         // number: the whole mail is for that ticket
    CHANGE_USE,        // text of a ready answer, filled in: goes below the actor's own words
    CHANGE_SILENT,     // the customer hears nothing: a text stays inside, no letter of the change
    CHANGE_DELAY,      // seconds that the answer waits
    CHANGE_UNDO,       // takes the last doing back: its letters, its changes
    CHANGE_SEND,       // lets waiting and held answers go at once
    CHANGE_HOLD,       // answers that have not left stay until #send or #undo
    CHANGE_REPLACE,    // the actor's held answers give way to a new one
    CHANGE_RATE,       // 1…5, by the customer's own answer
    CHANGE_PROMISE,    // name of a promise, "" = none
    CHANGE_REMARK,     // a rule's note: text
    CHANGE_HOOK,       // name of a hook that is called
    CHANGE_QUERY,      // answered by mail: "show", "why", "list mine", "search words"
} ChangeKind;

// What a link says, seen from the ticket where the command stands.
typedef enum {
    LINK_RELATES,
    LINK_BLOCKS,
    LINK_DEPENDS,
    LINK_PARENT,
    LINK_CHILD,
    LINK_DUPLICATE,
    LINK_COPY
} LinkKind;
extern const Name LINK_NAMES[]; // "relates", "blocks", "depends", "parent", "child", …
// The same link seen from the other side.
LinkKind link_reverse(LinkKind kind);

// Names of kinds in events and explain: "status", "assigned", …
extern const Name CHANGE_NAMES[];

typedef struct {
    ChangeKind kind;
    char *value;
    const char *by; // name of the verb, built-in decision or rule (lives as long as the desk) that
                    // asked for it
    bool automatic; // the program's own doing, not the actor's
} Change;

void change_free(Change *c);
GPtrArray *change_list_new(void);
void change_add(GPtrArray *changes, ChangeKind kind, const char *value, const char *by);
// Value of the last change of a kind, NULL when there is none (borrowed).
const char *change_value(const GPtrArray *changes, ChangeKind kind);
// Every value of a kind in the order of the commands: char*, borrowed; the array is the caller's.
GPtrArray *change_values(const GPtrArray *changes, ChangeKind kind);
// Do two changes contradict each other (another value for the same thing)?
bool change_contradicts(const Change *a, const Change *b);
// What a change is about: two that share it may contradict each other. NULL: none ever does. The
// caller frees.
char *change_thing(const Change *c);
