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
} ChangeKind;

// Names of kinds in events and explain: "status", "assigned", …
extern const Name CHANGE_NAMES[];

typedef struct {
    ChangeKind kind;
    char *value;
    const char *by; // static: name of the verb or built-in decision that asked for it
} Change;

void change_free(Change *c);
GPtrArray *change_list_new(void);
void change_add(GPtrArray *changes, ChangeKind kind, const char *value, const char *by);
// Value of the last change of a kind, NULL when there is none (borrowed).
const char *change_value(const GPtrArray *changes, ChangeKind kind);
// Do two changes contradict each other (another value for the same thing)?
bool change_contradicts(const Change *a, const Change *b);
