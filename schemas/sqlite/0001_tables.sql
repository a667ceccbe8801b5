-- 0001: all tables of a desk. Built into the program and applied once, in one transaction.
--
-- STRICT, WITHOUT ROWID, AUTOINCREMENT and the search table are SQLite's; the rest is common SQL.
-- Times are Unix seconds, 0 = not yet. Absent text is '', an absent row is NULL. Codes in INTEGER
-- columns are the enums of src/ticket/*.h. Columns that end in _key are what is compared in place
-- of a longer value: the folded address, or the first 64 bits of a SHA-256.
-- An index stands here only when a query of src/store uses it.

-- Bytes of any size: original mails and letters that go out. Never changed once written.
CREATE TABLE blob (
    id     INTEGER PRIMARY KEY,
    size   INTEGER NOT NULL,           -- bytes in all
    sha256 BLOB NOT NULL               -- of all bytes, 32 bytes
) STRICT;

-- The bytes of a blob in pieces of 256 kB: a random read in one huge value would
-- walk its whole chain.
CREATE TABLE chunk (
    id    INTEGER PRIMARY KEY,         -- blob.id * 65536 + number of the piece from 0
    bytes BLOB NOT NULL                -- 262144 bytes, the last piece fewer
) STRICT;

-- A mailbox that is fetched, by the name it has in the config.
CREATE TABLE mailbox (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    uidvalidity INTEGER NOT NULL DEFAULT 0,  -- as last seen (RFC 9051 2.3.1.1), 0 = never seen
    mark        INTEGER NOT NULL DEFAULT 0,  -- every UID up to it is in sighting
    last_ok     INTEGER NOT NULL DEFAULT 0,  -- time of the last good fetch
    last_fault  INTEGER NOT NULL DEFAULT 0,  -- time of the last bad one
    fault       TEXT NOT NULL DEFAULT ''     -- its words, '' after a good one
) STRICT;

-- A person or machine that writes to the desk or is written to.
CREATE TABLE contact (
    id                  INTEGER PRIMARY KEY,
    address             TEXT NOT NULL,             -- as it was first written
    address_key         TEXT NOT NULL UNIQUE,      -- address_fold()
    name                TEXT NOT NULL DEFAULT '',
    language            TEXT NOT NULL DEFAULT '',  -- '' until known
    company             TEXT NOT NULL DEFAULT '',  -- its name in the config
    manager             TEXT NOT NULL DEFAULT '',  -- login of their own manager
    undeliverable_at    INTEGER NOT NULL DEFAULT 0,  -- a delivery failed for good then
    undeliverable_words TEXT NOT NULL DEFAULT ''   -- what the server said
) STRICT;

-- The present state of a request. How it came to it stands in event.
CREATE TABLE ticket (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,  -- shown to people, never used again
    queue         TEXT NOT NULL,             -- name in the config
    subject       TEXT NOT NULL,
    status        TEXT NOT NULL,             -- name in the config
    kind          INTEGER NOT NULL,          -- StatusKind of the status; below 4 = open
    manager       TEXT NOT NULL DEFAULT '',  -- login, '' = nobody
    group_name    TEXT NOT NULL DEFAULT '',
    priority      INTEGER NOT NULL,          -- Priority
    language      TEXT NOT NULL DEFAULT '',  -- of the requester
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL,
    answered_at   INTEGER NOT NULL DEFAULT 0,  -- first answer of a manager
    solved_at     INTEGER NOT NULL DEFAULT 0,
    closed_at     INTEGER NOT NULL DEFAULT 0,
    requester     INTEGER REFERENCES contact (id),
    last_id       TEXT NOT NULL DEFAULT '',  -- Message-ID of the requester's last message
    reference_ids TEXT NOT NULL DEFAULT '',  -- Message-IDs, one a line, oldest first
    rating        INTEGER NOT NULL DEFAULT 0,  -- 1…5, 0 = none
    review        TEXT NOT NULL DEFAULT '',  -- the customer's words to it
    rated_at      INTEGER NOT NULL DEFAULT 0
) STRICT;
-- Lists of tickets, newest first. Two values at once have an index of their own only with the
-- status: a board's columns. Open tickets are few, whatever else is asked of them.
CREATE INDEX ticket_by_queue ON ticket (queue, number);
CREATE INDEX ticket_by_queue_status ON ticket (queue, status, number);
CREATE INDEX ticket_by_manager ON ticket (manager, number);
CREATE INDEX ticket_by_manager_status ON ticket (manager, status, number);
CREATE INDEX ticket_by_status ON ticket (status, number);
CREATE INDEX ticket_by_requester ON ticket (requester, number);
CREATE INDEX ticket_by_requester_time ON ticket (requester, created_at);
CREATE INDEX ticket_open ON ticket (number) WHERE kind < 4;

-- Who takes part in a ticket besides its requester.
CREATE TABLE participant (
    ticket   INTEGER NOT NULL REFERENCES ticket (number),
    position INTEGER NOT NULL,         -- in the order they came in, from 0
    contact  INTEGER NOT NULL REFERENCES contact (id),
    PRIMARY KEY (ticket, position)
) STRICT, WITHOUT ROWID;

-- Labels of a ticket.
CREATE TABLE tag (
    ticket   INTEGER NOT NULL REFERENCES ticket (number),
    position INTEGER NOT NULL,         -- from 0
    name     TEXT NOT NULL,
    PRIMARY KEY (ticket, position)
) STRICT, WITHOUT ROWID;

-- Which ticket a Message-ID belongs to: ours, customers', and those merely referred to.
CREATE TABLE thread_id (
    id_key     INTEGER PRIMARY KEY,    -- of the Message-ID: a small tree, not one of texts
    message_id TEXT NOT NULL,          -- without brackets; compared in full
    ticket     INTEGER NOT NULL REFERENCES ticket (number)
) STRICT;

-- A message within a ticket: what people read.
CREATE TABLE message (
    id          INTEGER PRIMARY KEY,
    ticket      INTEGER NOT NULL REFERENCES ticket (number),
    raw         INTEGER REFERENCES blob (id),  -- original bytes, NULL = none
    direction   INTEGER NOT NULL,         -- Direction
    author      TEXT NOT NULL,            -- login of a manager, else the address
    from_name   TEXT NOT NULL DEFAULT '',
    message_id  TEXT NOT NULL DEFAULT '',
    subject     TEXT NOT NULL DEFAULT '',
    at          INTEGER NOT NULL,         -- received or written
    attachments INTEGER NOT NULL DEFAULT 0,
    text        TEXT NOT NULL DEFAULT ''  -- the new text
) STRICT;
CREATE INDEX message_by_ticket ON message (ticket, id);

-- Every message that came in, with its one outcome.
CREATE TABLE received (
    id             INTEGER PRIMARY KEY,
    at             INTEGER NOT NULL,
    queue          TEXT NOT NULL,
    outcome        TEXT NOT NULL,            -- "new ticket", "answer", "robot", …
    why            TEXT NOT NULL DEFAULT '',
    sender         TEXT NOT NULL DEFAULT '',
    message_id     TEXT NOT NULL DEFAULT '',
    subject        TEXT NOT NULL DEFAULT '',
    raw            INTEGER REFERENCES blob (id),     -- NULL = not kept
    ticket         INTEGER REFERENCES ticket (number),
    ticket_message INTEGER REFERENCES message (id),
    sha256         BLOB,                     -- of the raw bytes
    sha256_key     INTEGER,
    content        BLOB,                     -- of what makes a copy the same message
    content_key    INTEGER
) STRICT;
CREATE INDEX received_by_sha256 ON received (sha256_key) WHERE sha256_key IS NOT NULL;
CREATE INDEX received_by_content ON received (content_key) WHERE content_key IS NOT NULL;
CREATE INDEX received_by_time ON received (at, outcome);
CREATE INDEX received_by_message ON received (ticket_message) WHERE ticket_message IS NOT NULL;

-- The ledger: which message of a mailbox led to what. What stands here is never fetched again.
CREATE TABLE sighting (
    mailbox     INTEGER NOT NULL REFERENCES mailbox (id),
    uidvalidity INTEGER NOT NULL,
    uid         INTEGER NOT NULL,         -- 64 bits, two's complement
    received    INTEGER REFERENCES received (id),  -- NULL = none: too large
    state       INTEGER NOT NULL,         -- SightingState
    PRIMARY KEY (mailbox, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
-- What is committed here but not yet flagged or moved in the mailbox.
CREATE INDEX sighting_pending ON sighting (mailbox, uidvalidity, uid) WHERE state = 0;

-- Messages that were begun and not ended: the program died over them.
CREATE TABLE attempt (
    mailbox     INTEGER NOT NULL REFERENCES mailbox (id),
    uidvalidity INTEGER NOT NULL,
    uid         INTEGER NOT NULL,
    times       INTEGER NOT NULL,
    at          INTEGER NOT NULL,         -- of the last one
    PRIMARY KEY (mailbox, uidvalidity, uid)
) STRICT, WITHOUT ROWID;

-- Versions of the config that decided something, so that an event names its own in a few bytes.
CREATE TABLE config_version (
    id   INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE             -- hex SHA-256 of the file
) STRICT;

-- What happened, when, by whom and why. Append only.
CREATE TABLE event (
    id      INTEGER PRIMARY KEY,
    ticket  INTEGER NOT NULL REFERENCES ticket (number),
    at      INTEGER NOT NULL,
    kind    TEXT NOT NULL,                -- "created", "answer", "status", …
    who     TEXT NOT NULL,                -- login, address or "system"
    proof   TEXT NOT NULL DEFAULT '',     -- "L0" … "L4"
    rule    TEXT NOT NULL DEFAULT '',     -- rule or built-in decision
    detail  TEXT NOT NULL DEFAULT '',     -- for people
    message INTEGER REFERENCES message (id),
    config  INTEGER REFERENCES config_version (id)
) STRICT;
CREATE INDEX event_by_ticket ON event (ticket, id);
CREATE TRIGGER event_is_final BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;

-- The outbox: letters to be sent and sent.
CREATE TABLE outgoing (
    id            INTEGER PRIMARY KEY,
    ticket        INTEGER REFERENCES ticket (number),
    message       INTEGER REFERENCES message (id),
    template      TEXT NOT NULL,
    sender        TEXT NOT NULL,              -- envelope (RFC 5321 2.3.1)
    recipient     TEXT NOT NULL,
    recipient_key TEXT NOT NULL,              -- address_fold()
    subject       TEXT NOT NULL DEFAULT '',
    message_id    TEXT NOT NULL,
    id_key        INTEGER NOT NULL,           -- of message_id
    raw           INTEGER NOT NULL REFERENCES blob (id),  -- the bytes, frozen
    size          INTEGER NOT NULL,
    automatic     INTEGER NOT NULL CHECK (automatic IN (0, 1)),  -- counts against the caps
    after_message INTEGER NOT NULL,           -- newest message.id when queued: order without clocks
    queued_at     INTEGER NOT NULL,
    state         INTEGER NOT NULL,           -- OutgoingState
    attempts      INTEGER NOT NULL DEFAULT 0,
    next_at       INTEGER NOT NULL,           -- not to be tried before
    claimed_at    INTEGER NOT NULL DEFAULT 0, -- by the sender that holds it
    done_at       INTEGER NOT NULL DEFAULT 0,
    last_code     INTEGER NOT NULL DEFAULT 0,
    last_words    TEXT NOT NULL DEFAULT '',   -- the server's, of the last attempt
    warned        INTEGER NOT NULL DEFAULT 0  -- the author was told that it is late
) STRICT;
CREATE INDEX outgoing_due ON outgoing (next_at) WHERE state = 0;
CREATE INDEX outgoing_held ON outgoing (claimed_at) WHERE state IN (1, 2);
CREATE INDEX outgoing_open ON outgoing (id) WHERE state IN (0, 1, 2, 4);
CREATE INDEX outgoing_failed ON outgoing (id) WHERE state = 4 AND warned = 0;
CREATE INDEX outgoing_late ON outgoing (queued_at) WHERE state = 0 AND warned = 0;
CREATE INDEX outgoing_by_id ON outgoing (id_key);
CREATE INDEX outgoing_automatic_to ON outgoing (recipient_key, queued_at) WHERE automatic = 1;
CREATE INDEX outgoing_automatic_of ON outgoing (ticket, queued_at) WHERE automatic = 1;
CREATE INDEX outgoing_automatic ON outgoing (queued_at) WHERE automatic = 1;
CREATE INDEX outgoing_automatic_after ON outgoing (ticket, after_message) WHERE automatic = 1;
CREATE TRIGGER outgoing_is_frozen BEFORE UPDATE OF
    ticket, message, template, sender, recipient, recipient_key, subject, message_id, id_key, raw,
    size, automatic, after_message, queued_at ON outgoing
BEGIN SELECT RAISE(ABORT, 'a queued letter is never changed'); END;

-- What servers said to each attempt to send a letter.
CREATE TABLE outgoing_attempt (
    id       INTEGER PRIMARY KEY,
    outgoing INTEGER NOT NULL REFERENCES outgoing (id),
    at       INTEGER NOT NULL,
    code     INTEGER NOT NULL,            -- of SMTP or HTTP, 0 = none came
    words    TEXT NOT NULL
) STRICT;

-- Who may do a thing that one process at a time does: fetch a mailbox, send.
CREATE TABLE lease (
    name     TEXT PRIMARY KEY,
    holder   TEXT NOT NULL,
    taken_at INTEGER NOT NULL,            -- wall clock, never moved by --now
    until    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Whose turn it is to get a ticket.
CREATE TABLE assign_turn (
    login TEXT PRIMARY KEY,
    turn  INTEGER NOT NULL,               -- grows with each assignment
    at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX assign_turn_newest ON assign_turn (turn);

-- The full-text index over messages: rowid = message.id, the words as store/words.c folds them; the
-- text itself is kept in message alone. Why it is set up like this stands in store/search.c.
CREATE VIRTUAL TABLE search USING fts5 (
    words, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);
INSERT INTO search (search, rank) VALUES ('pgsz', 16000);
INSERT INTO search (search, rank) VALUES ('hashsize', 4194304);
INSERT INTO search (search, rank) VALUES ('automerge', 16);
INSERT INTO search (search, rank) VALUES ('crisismerge', 64);
