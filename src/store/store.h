// store.h: the one database file. Functions are grouped by noun; each noun has its own file. SQL
// stands here and in schemas/ only; nobody outside store/ sees SQLite.
//
// Writes happen between store_begin and store_commit (BEGIN IMMEDIATE: waits for another writer, up
// to a minute); outside, each call is a transaction of its own. Inside, a savepoint makes one
// message's work all or nothing. A commit that fails has rolled back. Errors are HD_ERROR_RETRY
// (busy, disk full, I/O), HD_ERROR_CONFIG (no such file, not ours, newer schema, damaged),
// HD_ERROR_BUG. One Store belongs to one thread at a time. Times are Unix seconds given by the
// caller: SQL reads no clock. Returned objects are the caller's.
#pragma once

#include "base/blob.h"
#include "ticket/command.h"
#include "ticket/evidence.h"
#include "ticket/outgoing.h"
#include "ticket/rule.h"
#include "ticket/spread.h"
#include "ticket/ticket.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Store Store;

typedef enum {
    STORE_CREATE = 1, // make the file (mode 0600) and its tables when it is absent
    STORE_READ_ONLY = 2,
    STORE_SCRATCH = 4, // a database of its own that nobody else sees, gone when it is closed; path is
                       // not used
} StoreFlags;

// Applies pending migrations in one transaction each. path ":memory:" is for tests.
Store *store_open(const char *path, StoreFlags flags, GError **error);
void store_close(Store *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

bool store_begin(Store *s, GError **error);
bool store_commit(Store *s, GError **error);
void store_rollback(Store *s);
bool store_in_transaction(const Store *s);
bool store_savepoint(Store *s, GError **error); // one level
bool store_release(Store *s, GError **error);
void store_rollback_savepoint(Store *s);

// A consistent copy while others write (SQLite's backup API, in steps); the target must not exist.
bool store_backup(Store *s, const char *path, void (*progress)(int done, int total, void *data),
                  void *data, GError **error);
// integrity_check, foreign_key_check and the search index; faults as text lines, empty array when
// sound.
GPtrArray *store_verify(Store *s, GError **error);

// ── blobs: bytes of any size in chunk rows (256 kB each); never changed once written ──
int64_t store_blob_put(Store *s, const Blob *bytes, const uint8_t sha256[32],
                       GError **error); // id, 0 on error
Blob *store_blob_get(Store *s, int64_t id, GError **error);

// ── mailboxes and the ledger of sightings ──
typedef struct {
    int64_t id;
    uint32_t uidvalidity;        // 0 = never seen
    uint64_t mark;               // every UID up to it is in the ledger
    int64_t last_ok, last_fault; // times of the last good and bad fetch
    char *fault;                 // words of the last fault, "" after a good fetch
} MailboxState;
void mailbox_state_clear(MailboxState *m);
bool store_mailbox_get(Store *s, const char *name, MailboxState *out,
                       GError **error); // makes the row
bool store_mailbox_set(Store *s, const MailboxState *state, GError **error);

typedef enum {
    SIGHTING_STORED,
    SIGHTING_DONE
} SightingState; // DONE: flagged or moved in the mailbox
typedef struct {
    uint64_t uid;
    int64_t received; // the message row it led to, 0 = none (too large)
    SightingState state;
} Sighting;
// Which of the uids (uint64_t) are known: array of Sighting in ascending uid order.
GArray *store_sightings_find(Store *s, int64_t mailbox, uint32_t uidvalidity, const GArray *uids,
                             GError **error);
// Sightings that are stored and not yet done, at most max, ascending.
GArray *store_sightings_pending(Store *s, int64_t mailbox, uint32_t uidvalidity, unsigned max,
                                GError **error);
// HD_ERROR_RETRY when another process has stored the UID meanwhile.
bool store_sighting_add(Store *s, int64_t mailbox, uint32_t uidvalidity, uint64_t uid,
                        int64_t received, GError **error);
bool store_sightings_done(Store *s, int64_t mailbox, uint32_t uidvalidity, const GArray *uids,
                          GError **error);

// ── attempts: how often a message was begun and not ended (a crash) ──
unsigned store_attempts_get(Store *s, int64_t mailbox, uint32_t uidvalidity, uint64_t uid,
                            GError **error);
bool store_attempt_begin(Store *s, int64_t mailbox, uint32_t uidvalidity, uint64_t uid, int64_t now,
                         GError **error);
bool store_attempts_clear(Store *s, int64_t mailbox, GError **error);

// ── received: every message that came in, with its one outcome ──
typedef struct {
    int64_t id, raw, ticket, ticket_message; // 0 = none
    char *queue, *outcome, *why, *sender, *message_id, *subject;
    uint8_t sha256[32], content[32];
    int64_t at;
} Received;
void received_free(Received *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Received, received_free)
// By raw hash, else by content hash (content may be NULL); 0 = new.
int64_t store_received_find(Store *s, const uint8_t sha256[32], const uint8_t content[32],
                            GError **error);
int64_t store_received_add(Store *s, const Received *r, GError **error);
// Gives a held row (row->id) its final outcome, why, ticket and ticket_message; nothing else
// changes.
bool store_received_settle(Store *s, const Received *row, GError **error);
Received *store_received_get(Store *s, int64_t id, GError **error); // NULL without error = absent
// Newest first: ids below `before` (0 = from the newest), of one outcome ("" = any), at most limit.
// Received*.
GPtrArray *store_received_list(Store *s, const char *outcome, int64_t before, unsigned limit,
                               GError **error);
// Messages of that From address since a time, -1 on error.
int64_t store_received_of_sender(Store *s, const char *sender, int64_t since, GError **error);
// outcome → count since a time: GHashTable char* → GUINT.
GHashTable *store_received_counts(Store *s, int64_t since, GError **error);

// ── threads ──
// Every stored ID among ids, and every ticket that ids, tokens and markers lead to.
ThreadFound *store_thread_find(Store *s, const ThreadKeys *keys, GError **error);
// Binds an ID to a ticket; an ID that is bound already stays as it is. Referenced IDs that nobody
// has seen yet are bound too, so that an ancestor that comes later finds its ticket.
bool store_thread_add(Store *s, const char *message_id, int64_t ticket, GError **error);

// ── people ──
// NULL without error = absent. Here, and for a ticket's requester, the fields about deliveries are
// filled in.
Contact *store_contact_find(Store *s, const char *address, GError **error);
// Insert or update by address; fills c->id.
bool store_contact_save(Store *s, Contact *c, GError **error);
// A delivery to the address failed for good at that time; 0 clears, with what is said below.
bool store_contact_undeliverable(Store *s, const char *address, int64_t at, const char *words,
                                 GError **error);

// A delivery failed for now. The third one without a sign of life in between counts as one for
// good.
bool store_contact_soft_failure(Store *s, const char *address, int64_t at, const char *words,
                                GError **error);
// Somebody there marked a letter of ours as spam.
bool store_contact_complained(Store *s, const char *address, int64_t at, GError **error);
// Counts a picture of a contact's letter; how many letters it came in before, -1 on error.
int64_t store_picture_seen(Store *s, int64_t contact, const uint8_t sha256[32], GError **error);

// ── tickets ──
// Inserts (number 0: the next number is given) or updates, with participants, tags, watchers and
// fields as they stand. Fields come back ordered by name.
bool store_ticket_save(Store *s, Ticket *t, GError **error);
Ticket *store_ticket_get(Store *s, int64_t number, GError **error); // NULL without error = absent
typedef struct {
    const char *queue, *manager, *status, *requester; // NULL = any
    int open_only;                                    // not solved, not closed
    int64_t due_before;                               // has a due time, or a deadline of its promise
                                                      // that still counts, before this; 0 = any
    bool nobodys;                                     // without a manager
    int kind_plus_one;                                // of one StatusKind: kind + 1; 0 = any
    const char *group;                                // NULL = any
    const char *type, *tag, *company;                 // NULL = any, "" = none (not of tag); exact;
                                                      // company: of the requester
    int64_t before;                                   // keyset: numbers below; 0 = from the newest
    unsigned limit;                                   // 0 = 100
} TicketFilter;
// Ticket*, newest first; without references, watchers, fields.
GPtrArray *store_ticket_list(Store *s, const TicketFilter *f, GError **error);
// A ticket went to her: her turn comes again when all others had theirs (store_work_spread).
bool store_assign_note(Store *s, const char *login, int64_t now, GError **error);

// Tickets that wait for the clock: postponed ones whose time has come. Numbers (int64_t), oldest
// first, at most max.
GArray *store_tickets_to_wake(Store *s, int64_t now, unsigned max, GError **error);
// Open tickets whose due time has passed and that nobody was reminded of. Numbers (int64_t), oldest
// first, at most max.
GArray *store_tickets_due(Store *s, int64_t now, unsigned max, GError **error);
// Its present due time was reminded of; another one will be again.
bool store_ticket_due_told(Store *s, int64_t number, GError **error);
// The ticket and everything that was merged into it, one story: messages with their received rows
// and Message-IDs, time, price lines and links go over. Events and letters stay where they are:
// store_event_list and store_outgoing_pending find them from the ticket they lead to. Later mail is
// led there by ticket->merged_into (saved by the caller): store_thread_find follows it for IDs,
// not for tokens and markers. HD_ERROR_REFUSED when `into` is a part of `from`, or `from` itself.
bool store_ticket_merge(Store *s, int64_t from, int64_t into, GError **error);
// Messages of `from` with id >= first go over to `to`, with their received rows and Message-IDs.
// How many, -1 on error.
int64_t store_ticket_split(Store *s, int64_t from, int64_t first, int64_t to, GError **error);
// Copies the ticket's first message (same raw bytes, no Message-ID of its own) into another ticket;
// a ticket without messages has nothing to copy.
bool store_message_copy_first(Store *s, int64_t from, int64_t to, GError **error);

// ── links between tickets: each stands on both sides ──
typedef struct {
    int64_t other;
    LinkKind kind; // seen from the ticket that was asked about
    char *subject, *status;
} TicketLink;
void ticket_link_free(TicketLink *l);
// Takes the place of a link that stands between the two. HD_ERROR_REFUSED: to itself.
bool store_link_set(Store *s, int64_t ticket, int64_t other, LinkKind kind, int64_t at,
                    GError **error);
bool store_link_remove(Store *s, int64_t ticket, int64_t other, GError **error);
GPtrArray *store_link_list(Store *s, int64_t ticket, GError **error); // TicketLink*, by number

// ── accounts: time spent, lines of the price list, drafts of the FAQ; to remove what is not there
// is no error ──
typedef struct {
    int64_t id, ticket, at;
    char *who;
    int64_t seconds;
    char *note;
} Spent;
void spent_free(Spent *s);
bool store_spent_add(Store *s, Spent *row, GError **error); // fills id
bool store_spent_remove(Store *s, int64_t id, GError **error);
GPtrArray *store_spent_list(Store *s, int64_t ticket, GError **error); // Spent*, oldest first
typedef struct {
    int64_t id, ticket, at;
    char *who, *code;
    int64_t thousandths; // of a unit
    uint64_t price;      // of one unit, as it was then
} Billed;
void billed_free(Billed *b);
bool store_billed_add(Store *s, Billed *row, GError **error); // fills id
bool store_billed_remove(Store *s, int64_t id, GError **error);
GPtrArray *store_billed_list(Store *s, int64_t ticket, GError **error); // Billed*, oldest first
typedef struct {
    int64_t id, ticket, at;
    char *who, *language, *question, *answer;
    bool published;
} Faq;
void faq_free(Faq *f);
bool store_faq_add(Store *s, Faq *row, GError **error); // fills id
bool store_faq_remove(Store *s, int64_t id, GError **error);
// From a draft to what everybody may read; one that is published stays so. HD_ERROR_ABSENT when
// there is none.
bool store_faq_publish(Store *s, int64_t id, GError **error);
GPtrArray *store_faq_list(Store *s, GError **error);      // Faq*, newest first
Faq *store_faq_get(Store *s, int64_t id, GError **error); // NULL without error = absent

// ── blocked senders ──
typedef struct {
    char *address, *who;
    int64_t ticket, at;
} Blocked;
void blocked_free(Blocked *b);
bool store_blocked_add(Store *s, const char *address, const char *who, int64_t ticket, int64_t at,
                       GError **error);
// *was (may be NULL): whether it was blocked.
bool store_blocked_remove(Store *s, const char *address, bool *was, GError **error);
int store_is_blocked(Store *s, const char *address, GError **error); // 1, 0, -1 on error
GPtrArray *store_blocked_list(Store *s, GError **error);             // Blocked*, newest first

// ── the last doing on a ticket ──
// NULL clears.
bool store_undo_set(Store *s, int64_t ticket, const UndoRecord *undo, GError **error);
// NULL without error = none. Its changes are by "undo".
UndoRecord *store_undo_get(Store *s, int64_t ticket, GError **error);

// ── signed mail: each signature counts once ──
// *fresh: it was not seen before. Remembers it.
bool store_signature_note(Store *s, const uint8_t sha256[32], int64_t now, bool *fresh,
                          GError **error);
int store_signature_seen(Store *s, const uint8_t sha256[32], GError **error); // 1, 0, -1 on error

// ── codes of managers' letters that people outside have seen ──
bool store_exposed_add(Store *s, const char *code, int64_t now, GError **error);
int store_is_exposed(Store *s, const char *code, GError **error); // 1, 0, -1 on error

// ── digests: up to which event a manager was told ──
typedef struct {
    int64_t event; // told up to this event id
    int64_t at;    // when; 0 = never
} DigestMark;
bool store_digest_get(Store *s, const char *login, DigestMark *out, GError **error);
bool store_digest_set(Store *s, const char *login, const DigestMark *mark, GError **error);
// Events after an id of the tickets that one of these words (login, groups; NULL-terminated)
// watches, by somebody else than login, oldest first, at most limit. Event*.
GPtrArray *store_events_watched(Store *s, const char *login, const char *const *words,
                                int64_t after, unsigned limit, GError **error);
int64_t store_event_newest(Store *s, GError **error); // id, 0 = none, -1 on error

// ── messages of tickets ──
// Inserts, fills m->id; search_text (may be longer than text) goes to the full-text index, "" =
// text.
bool store_message_add(Store *s, TicketMessage *m, const char *search_text, GError **error);
GPtrArray *store_message_list(Store *s, int64_t ticket,
                              GError **error); // TicketMessage*, oldest first
// A text for the customer that never left is a note from now on.
bool store_message_unsend(Store *s, int64_t id, GError **error);
TicketMessage *store_message_get(Store *s, int64_t id,
                                 GError **error); // NULL without error = absent

// ── events: append only ──
bool store_event_add(Store *s, Event *e, const char *config_hash, GError **error);
// Event*, oldest first, with those of all tickets merged into it.
GPtrArray *store_event_list(Store *s, int64_t ticket, GError **error);

// ── search ──
// Words as people type them (all must occur; three letters and more match as beginnings), case and
// Ё = Е folded; best: all words in the subject, then newest. Finds what is committed.
typedef struct {
    int64_t ticket, message;
    char *subject, *snippet; // snippet marks hits with [ ]
} SearchHit;
void search_hit_free(SearchHit *h);
GPtrArray *store_search(Store *s, const char *words, unsigned limit,
                        GError **error); // SearchHit*, best first, one per ticket

// ── outbox ──
bool store_outgoing_add(Store *s, Outgoing *o, GError **error); // fills id
Outgoing *store_outgoing_get(Store *s, int64_t id, GError **error);
Outgoing *store_outgoing_by_message_id(Store *s, const char *message_id,
                                       GError **error); // NULL without error = absent
// Claims up to max letters (no hooks) that are due: queued with next_at <= now, and those a dead sender left
// claimed or in dot (claimed_at before stale_before). Own transaction.
GPtrArray *store_outgoing_claim(Store *s, int64_t now, int64_t stale_before, unsigned max,
                                GError **error);
// Names of hooks that calls are due for (queued, next_at <= now), the one that waits longest first.
// char*.
GPtrArray *store_hooks_due(Store *s, int64_t now, GError **error);
// The same for the calls of one hook. Own transaction.
GPtrArray *store_hook_claim(Store *s, const char *hook, int64_t now, unsigned max, GError **error);
// Calls that a dead sender left claimed are queued again. No other sender may be at work.
bool store_hooks_recover(Store *s, GError **error);
bool store_outgoing_update(Store *s, const Outgoing *o,
                           GError **error); // state, attempts, times, words
bool store_outgoing_log(Store *s, int64_t id, int64_t at, int code, const char *words,
                        GError **error); // attempts
// When a letter was first tried, 0 = not yet, -1 on error.
int64_t store_outgoing_first_attempt(Store *s, int64_t id, GError **error);
GPtrArray *store_outgoing_list(Store *s, bool all, unsigned limit,
                               GError **error); // all false: those not ended, and failed ones
// Letters of a ticket that a person's mail caused and that have not left: answer, solved, forward,
// in state queued (never tried) or held; with those of tickets merged into it. PendingLetter*,
// oldest first; author and text are "" without a message.
GPtrArray *store_outgoing_pending(Store *s, int64_t ticket, GError **error);
// From queued (never tried) or held to another of queued, held and cancelled, with next_at; *moved
// (may be NULL): false when it has left meanwhile. next_at of a cancelled one is when it was.
bool store_outgoing_move(Store *s, int64_t id, OutgoingState to, int64_t next_at, bool *moved,
                         GError **error);
// Letters whose fate nobody was told yet (warned is false): failed ones, and those still queued
// that were to leave before late_before, and were tried before it if ever. At most max.
GPtrArray *store_outgoing_untold(Store *s, int64_t late_before, unsigned max, GError **error);
// Counts are -1 on error.
// Automatic letters queued since `since`: to the address ("" = to anybody), of the ticket (0 =
// any).
int64_t store_automatic_count(Store *s, const char *address, int64_t ticket, const char *template_,
                              int64_t since, GError **error);
// New tickets of a sender since.
int64_t store_tickets_of_sender(Store *s, const char *address, int64_t since, GError **error);
// Automatic letters of a ticket since the last message that a person wrote there: one whose
// received row (if it came by mail) does not end as robot, bounce, list, loop or spam.
int64_t store_automatic_since_person(Store *s, int64_t ticket, GError **error);

// ── leases: one holder for a name; stale ones are taken over ──
bool store_lease_take(Store *s, const char *name, const char *holder, int64_t now_real,
                      int64_t seconds, GError **error); // false without error: held
bool store_lease_drop(Store *s, const char *name, const char *holder, GError **error);

// ── rating ──
bool store_rating_set(Store *s, int64_t ticket, int score, const char *review, int64_t at,
                      GError **error);

// Clock (timer.c).
// Firing*: what timers did for a ticket.
GPtrArray *store_firing_list(Store *s, int64_t ticket, GError **error);
// In place of what was remembered of its rule.
bool store_firing_note(Store *s, int64_t ticket, const Firing *f, GError **error);
// Numbers of tickets whose timer_at has come, the earliest first (int64_t). NULL: error.
GArray *store_timers_due(Store *s, int64_t now, unsigned limit, GError **error);
bool store_timer_set(Store *s, int64_t ticket, int64_t at, GError **error);
// Every ticket that is not closed is looked at by the next tick (the config changed).
bool store_timers_renew(Store *s, int64_t now, GError **error);
// rule name → int64_t* since when it is known. The caller unrefs.
GHashTable *store_rules_since(Store *s, GError **error);
// Those of names (char*) that are not known yet are, from now on; all others are forgotten.
bool store_rules_learn(Store *s, const GPtrArray *names, int64_t now, GError **error);
// A mark of the clock: 0 and "" when there is none. *text (may be NULL) is the caller's.
bool store_clock_get(Store *s, const char *name, int64_t *at, char **text, GError **error);
bool store_clock_set(Store *s, const char *name, int64_t at, const char *text, GError **error);
// Marks whose names begin so and whose time has come are gone.
bool store_clock_sweep(Store *s, const char *prefix, int64_t now, GError **error);
// The clock was ahead of now. What was noted for later is pulled back to now: marks, since when rules
// are known, since when tickets stand as they do; timers that repeat go on, and every ticket that is
// not closed is looked at.
bool store_clock_pull_back(Store *s, int64_t now, GError **error);

// Who had how much work. with_loads: open tickets by manager and status too. *out is cleared first
// and stays empty on error.
bool store_work_spread(Store *s, bool with_loads, WorkSpread *out, GError **error);
// Logins that have open tickets: char* → GUINT, how many. The caller unrefs.
GHashTable *store_open_by_manager(Store *s, GError **error);
