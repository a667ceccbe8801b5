// loader.h: the state of one load, and its steps. Private to config/.
//
// While loading, a place is a line of the expanded text (all includes in place); it becomes file
// and line only when faults are handed out.
#pragma once

#include "config/config.h"
#include "config/keys.h"

#include <libconfig.h>

// The text of the file with its includes in place.
typedef struct {
    GString *bytes;
    GArray *starts;   // size_t: offset of each expanded line
    GArray *segments; // Segment, ascending
    GPtrArray *files; // char*: names, main file first
    GChecksum *sum;   // over the bytes of all files as they were read
    bool broken;      // not worth parsing; faults say why
} Expanded;

typedef struct {
    const char *path; // as the caller gave it
    char *folder;     // absolute
    ConfigFlags flags;
    Expanded text;
    config_t tree;
    Desk *desk;
    Draft draft;
    GHashTable *origins; // object of the desk → config_setting_t* it was read from
    GHashTable *logins;  // login → Manager*, borrowed; made by check_people
    GHashTable *names;   // of check_names: kind → its folded names; NULL until needed
    GPtrArray *faults;   // ConfigFault*, file NULL, line expanded
    unsigned errors;     // also those beyond the cap
} Loader;

// fault.c
void loader_fault(Loader *l, unsigned line, const char *hint, const char *what, ...)
    G_GNUC_PRINTF(4, 5);
void loader_warn(Loader *l, unsigned line, const char *hint, const char *what, ...)
    G_GNUC_PRINTF(4, 5);
// Sorts them, gives them file and line, moves them to out (which may be NULL), sets error when
// there is an error among them.
bool loader_hand_out(Loader *l, GPtrArray *out, GError **error);

// file.c
// The bytes with a NUL behind them; NULL after a fault. line: the @include that names it, 0 = main
// file.
char *file_read(Loader *l, const char *path, unsigned line, size_t *len);
// False after a fault: no UTF-8, NULs, a byte order mark.
bool file_is_text(Loader *l, const char *bytes, size_t len, const char *path);

// expand.c: reads path and what it includes. False when there is no text to go on with (faults say
// why).
bool expand_read(Loader *l);
void expand_clear(Expanded *text);
// Does the expanded line (from 1) contain the word in quotes?
bool expand_line_quotes(const Expanded *text, unsigned line, const char *word);
void expand_place(const Expanded *text, unsigned line, const char **file, unsigned *file_line);

// value.c
// Fills one field, whatever is no group nor list of groups.
void value_read(Loader *l, const Key *key, const config_setting_t *setting, void *field);
void value_default(Loader *l, const Key *key, void *field);
void value_wrong_type(Loader *l, const Key *key, const config_setting_t *setting,
                      const char *wanted, const char *hint);
bool value_entries_fit(Loader *l, const Key *key, const config_setting_t *setting);
const char *setting_type_words(const config_setting_t *setting); // "a text"

// value_time.c: spans, hours, days, files of holidays.
void value_read_time(Loader *l, const Key *key, const config_setting_t *setting, void *field);
// A local time of the desk; NULL when there is no such day or time. The caller unrefs.
GDateTime *loader_local(const Loader *l, int year, int month, int day, int hour, int minute);

// value_rule.c: triggers, `when` and `do`. Each action has its origin.
void value_read_rule(Loader *l, const Key *key, const config_setting_t *setting, void *field);
// Line of a value of a condition in `when` of an object that was read; of `when` when it is not
// found.
unsigned condition_line(const Loader *l, const void *object, const char *key, const char *value);

// read.c: fills desk and draft from the tree by the key table.
void read_tree(Loader *l);
// Expanded line of a value in a list or group.
unsigned setting_line(const Loader *l, const config_setting_t *setting);
// Line of a key of an object that was read; of the object when it lacks the key; entry >= 0 picks
// one of a list of texts.
unsigned origin_line(const Loader *l, const void *object, const char *key, int entry);
bool origin_has(const Loader *l, const void *object, const char *key);

// The checks across keys; each appends faults and fills what is derived (ports, names of
// mailboxes).
void check_people(Loader *l);    // managers, groups, companies, managers of queues
void check_workflow(Loader *l);  // statuses; the built-in workflow when there is none
void check_ways(Loader *l);      // transitions, what silence leads to, statuses of queues
void check_words(Loader *l);     // words of rights and watchers; after check_people
void check_work(Loader *l);      // ready answers, prices, fields, what commands need, life of keys
void check_servers(Loader *l);   // mailboxes and transport, each in itself; duplicates
void check_addresses(Loader *l); // queues' names and addresses, notices into our own intake
void check_hooks(Loader *l);     // names and URLs of hooks
void check_time(Loader *l);      // calendars and who names them, promises, recurring tickets
void check_rules(Loader *l); // rules and routing rows, each in itself; after all names are known
void check_reach(Loader *l); // rows that an earlier one never lets be reached; warnings only
// Warnings only, and only for `check`: what is of the right form, but hardly what was meant.
void check_never(Loader *l);  // conditions that cannot hold when their rule is tried
void check_values(Loader *l); // values of conditions: patterns, addresses, languages, ratings
void check_deeds(Loader *l);  // actions that do less than they say, promises, deputies
void check_files(Loader *l); // modes of secret files, folders that must exist
// Each name once, case folded. seen: names_new().
GHashTable *names_new(void);
void names_take(Loader *l, GHashTable *seen, const char *name, unsigned line, const char *what);

// check_names.c
// The names that conditions of an object (its key `when`) mention must be there. where: "rule
// \"x\"".
void check_names(Loader *l, const void *object, const struct Condition *when, const char *where);
// What actions name must be there.
void check_actions(Loader *l, const GPtrArray *actions, const char *where);

// built_in_rules.c: appends the timers that statuses, reminders and promises stand for.
void built_in_rules(Loader *l);

// A value of a condition that fits that name alone. The caller frees.
char *pattern_literal(const char *name);

// The key ring, as flags say.
void load_keys(Loader *l);
