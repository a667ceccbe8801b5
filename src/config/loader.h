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
void check_words(Loader *l);     // words of rights and watchers; after check_people
void check_work(Loader *l);      // ready answers, prices, fields, what commands need, life of keys
void check_servers(Loader *l);   // mailboxes and transport, each in itself; duplicates
void check_addresses(Loader *l); // queues' names and addresses, notices into our own intake
void check_files(Loader *l);     // modes of secret files, folders that must exist
// The key ring, as flags say.
void load_keys(Loader *l);
