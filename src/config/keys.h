// keys.h: the table of keys: the single source for reading, unknown keys, defaults, ranges and
// docs. Private to config/.
#pragma once

#include "base/names.h"
#include "config/form.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    KEY_TEXT,    // char *
    KEY_ADDRESS, // Address *
    KEY_NUMBER,  // unsigned integer of `width` bytes
    KEY_MONEY,   // text "12.50" into a uint64_t of hundredths
    KEY_FLAG,    // bool
    KEY_CHOICE,  // enum, by `choices`
    KEY_TEXTS,   // GPtrArray * of char *
    KEY_LABEL,   // text into a GHashTable *, under the key's name or `under`
    KEY_NOTICE,  // flag; false puts the key's name into a GHashTable * (a set)
    KEY_GROUP,   // of `group`; fills the same object, or the one that the pointer at `offset` leads
                 // to
    KEY_LIST,    // GPtrArray * of what group->make makes
    KEY_CHOICES, // list of texts into an unsigned of bits, by `choices`
    KEY_SPAN,    // Span
    KEY_LENGTH,  // int64_t, seconds of working time
    KEY_HOURS,   // GArray * of DaySpan
    KEY_HOLIDAYS,   // list of days into the Calendar that the offset leads to
    KEY_SHORT_DAYS, // list of days with their hours, likewise
    KEY_ICS,        // list of files with holidays, likewise
    KEY_FIRST_DAY,  // int64_t, the instant at which a day begins where the desk is
    KEY_LAST_DAY,   // int64_t, the instant at which it ends
    KEY_WHEN,       // Condition *
    KEY_DO,         // GPtrArray * of RuleAction
} KeyType;

typedef struct KeyGroup KeyGroup;

typedef struct {
    const char *name;
    KeyType type;
    bool required;
    bool in_draft;        // offset is into Draft, not into the group's object
    bool pointer;         // KEY_GROUP: follow the pointer at offset
    bool lines;           // KEY_TEXT, KEY_LABEL: may have several lines, also as a list of them
    const char *under;    // KEY_LABEL: its name in the map; NULL = that of the key
    const char *fallback; // default, written as in the file but without quotes; NULL = none
    int64_t min, max;     // number: value; text: max bytes (0 = 1000); texts and lists: entries
    size_t offset, width; // where the value goes
    FormFunc form;        // KEY_TEXT, KEY_TEXTS, KEY_ADDRESS
    const Name *choices;
    const KeyGroup *group;
    const char
        *only; // the values of `type` beside it that know this key, "imap maildir"; NULL = all
    const char *help;
} Key;

struct KeyGroup {
    const char *name;    // for messages
    const Key *keys;     // ends with a row without a name
    void *(*make)(void); // KEY_LIST: a fresh object
};

// What is read but belongs to no field of Desk.
typedef struct {
    unsigned network_seconds; // goes into every Server
} Draft;

// A row's place in its object.
#define AT(Type, field) .offset = offsetof(Type, field), .width = sizeof(((Type *)NULL)->field)

extern const KeyGroup KEYS_ROOT;
extern const KeyGroup KEYS_MANAGERS, KEYS_GROUPS, KEYS_COMPANIES, KEYS_CONTACTS; // keys_people.c
extern const KeyGroup KEYS_WORKFLOW, KEYS_FIELDS, KEYS_MACROS, KEYS_PRICES,
    KEYS_COMMANDS; // keys_work.c

extern const KeyGroup KEYS_HOOKS;                                                    // keys_hooks.c
extern const KeyGroup KEYS_RULES, KEYS_ROUTING, KEYS_PROMISES;                       // keys_rules.c
extern const KeyGroup KEYS_CALENDARS, KEYS_REMINDERS, KEYS_RECURRING, KEYS_ABSENCES; // keys_time.c

const Key *key_find(const KeyGroup *group, const char *name);
// Does `kind` stand in the words of only? A NULL only fits all.
bool key_fits(const Key *key, const char *kind);
// "1 to 65535", "imap, maildir, mbox", "at most 16 bytes"; "" when free. The caller frees.
char *key_range(const Key *key);
