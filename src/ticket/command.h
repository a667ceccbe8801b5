// command.h: commands by mail: the grammar (COMMANDS.md), and the table of verbs. Pure.
#pragma once

#include "ticket/change.h"
#include "ticket/proof.h"
#include "ticket/ticket.h"

#include <glib.h>
#include <stdbool.h>

// A letter of a ticket that has not left: a person's answer and what went with it.
typedef struct {
    int64_t id, message; // outbox row; ticket message, 0 = none
    char *template;      // "answer", "solved", "forward"
    char *to;
    char *author; // login of who wrote it
    char *text;   // of the message
    bool held;    // stays until #send or #undo
    int64_t next_at;
} PendingLetter;
void pending_letter_free(PendingLetter *p);

// Letters that a manager's #send, #delay and #undo are about: those of the message that the
// answered notice showed, when it waits; else all that are hers, or of somebody who is gone; of a
// lead: all. Borrowed entries; the array is the caller's. pending may be NULL.
GPtrArray *pending_of(const Desk *d, const GPtrArray *pending, const Manager *actor, int64_t shown);

// The last doing on a ticket, and the changes that take it back.
typedef struct {
    char *who; // login
    int64_t at, message;
    GPtrArray *changes; // Change*, to be done in this order; empty = a text alone
} UndoRecord;
UndoRecord *undo_record_new(void);
void undo_record_free(UndoRecord *u);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UndoRecord, undo_record_free)

typedef struct {
    const Desk *desk;
    const Queue *queue;
    const Ticket *ticket; // NULL: the mail makes a new ticket
    const Manager *actor;
    int64_t now;
    int64_t first;            // the ticket's first message; 0 = unknown
    int64_t shown;            // ticket message that the answered notice showed, 0 = unknown
    const GPtrArray *others;  // Ticket*: those that the commands name; NULL = none exist
    const GPtrArray *pending; // PendingLetter* of the ticket; NULL = none
    const UndoRecord *undo;   // NULL = nothing can be taken back
    bool has_text;            // the mail holds words besides its commands
    bool makes_ticket;        // ticket is NULL because the mail makes one
    bool on;                  // #on led to ticket: by its number, or one that was merged into it
    Proof proof;              // of the actor; set by command_plan
    const Queue *moving;      // where #queue of the same letter takes it; set by command_plan
    const GPtrArray *planned; // Change*: of the commands before this one; set by command_plan
} VerbContext;

// One verb: a const struct in a file of its own and a line in verbs.c.
typedef struct {
    const char *name;        // "close"
    const char *const *also; // further names in every language, NULL-terminated
    const char *usage;       // "#close [invalid]"; "" = a short form that lists leave out
    const char *help;        // marked N_(): one line for people
    Proof proof;             // the least proof that it needs, unless the config says otherwise
    // Checks args (one trimmed line, "" if none) and appends what is to be done. Never NULL.
    bool (*plan)(const VerbContext *context, const char *args, GPtrArray *changes, GError **error);
    Role role;     // the least role, unless the config says otherwise
    bool reads;    // changes nothing: who may see the ticket may use it
    bool anywhere; // makes sense in a mail that belongs to no ticket
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
    bool refused;     // the actor lacks a right or proof for it
} Command;

typedef struct {
    GPtrArray *commands; // Command*
    char *text;          // what is left for people, "##x" unescaped
    bool faulty;         // some command has an error: nothing may be done
} CommandBlock;

// Takes the block at the top of the new text and the one at its end apart; the latter is read only
// where no words of others stand above it (answer_holds_others). More than max lines of commands
// are a fault. language: of the one who reads the errors.
void command_parse(const char *text, unsigned max, const char *language, CommandBlock *out);
void command_block_clear(CommandBlock *block);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CommandBlock, command_block_clear)

// What a verb needs on this desk.
Proof verb_proof(const Desk *d, const Verb *v);
Role verb_role(const Desk *d, const Verb *v);

// Tickets that the block names, to be looked up before it is planned: *on gets that of #on (0 =
// none), numbers (int64_t) all others.
void command_mentions(const CommandBlock *block, int64_t *on, GArray *numbers);
// Does it hold this verb (by its first name)?
bool command_has(const CommandBlock *block, const char *verb);
// Commands that ask and change nothing, and at least one.
bool command_only_reads(const CommandBlock *block);
// The most that any of its commands needs.
Proof command_needs(const CommandBlock *block, const Desk *d);
// Proof, role and rights of the actor for a verb; HD_ERROR_REFUSED in the actor's language.
bool command_may(const VerbContext *context, const Verb *v, Proof proof, GError **error);

// Plans every command of the block against the context: errors stand at their commands and
// block->faulty tells of any; contradictions are errors of the later one. Returns the changes,
// empty when the block is faulty.
GPtrArray *command_plan(CommandBlock *block, const VerbContext *context, Proof proof);

// The first line of a text that looks like a command but stands where it is none; NULL when there
// is none. Quoted lines, and all from a forwarded message or history on, are not looked at. The
// caller frees.
char *command_stray(const char *text);

// A text in which no line can be taken for a command of whoever quotes it back: lines that begin
// with '#' (or its full-width sibling) and a letter get "› " in front. Inside a line, which a mail
// program may wrap, what names a verb gets "›" right before its '#'. The caller frees.
char *command_defuse(const char *text);
