// command.h: commands by mail: the grammar (COMMANDS.md), and the table of verbs. Pure.
#pragma once

#include "ticket/change.h"
#include "ticket/proof.h"
#include "ticket/ticket.h"

#include <glib.h>
#include <stdbool.h>

typedef struct {
    const Desk *desk;
    const Queue *queue;
    const Ticket *ticket; // NULL: the mail makes a new ticket
    const Manager *actor;
} VerbContext;

// One verb: a const struct in a file of its own and a line in verbs.c.
typedef struct {
    const char *name;        // "close"
    const char *const *also; // further names in every language, NULL-terminated
    const char *usage;       // "#close [invalid]"; "" = a short form that lists leave out
    const char *help;        // marked N_(): one line for people
    Proof proof;             // the least proof that it needs
    // Checks args (one trimmed line, "" if none) and appends what is to be done. Never NULL.
    bool (*plan)(const VerbContext *context, const char *args, GPtrArray *changes, GError **error);
} Verb;

extern const Verb *const VERBS[]; // NULL-terminated, in the order of the help

// Verb by any of its names, case folded; NULL when there is none.
const Verb *verb_find(const char *name);
// The name nearest to a mistyped one, NULL when none is near. Borrowed.
const char *verb_nearest(const char *name);

typedef struct {
    char *line; // as written
    char *name; // verb as written, without '#'
    char *args;
    const Verb *verb; // NULL when unknown
    char *error;      // "" while nothing is wrong with it
} Command;

typedef struct {
    GPtrArray *commands; // Command*
    char *text;          // what is left for people, "##x" unescaped
    bool faulty;         // some command has an error: nothing may be done
} CommandBlock;

// Takes the block at the top of the new text and the one at its end apart. More than max lines of
// commands are a fault. language: of the one who reads the errors.
void command_parse(const char *text, unsigned max, const char *language, CommandBlock *out);
void command_block_clear(CommandBlock *block);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CommandBlock, command_block_clear)

// Plans every command of the block against the context: errors stand at their commands and
// block->faulty tells of any; contradictions are errors of the later one. Returns the changes,
// empty when the block is faulty.
GPtrArray *command_plan(CommandBlock *block, const VerbContext *context, Proof proof);

// A text in which no line can be taken for a command of whoever quotes it back: lines that begin
// with '#' (or its full-width sibling) and a letter get "› " in front. The caller frees.
char *command_defuse(const char *text);
