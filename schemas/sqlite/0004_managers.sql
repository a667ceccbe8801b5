-- 0004: what managers do by mail: postponed and due tickets, types, fields, watchers, links,
-- accounts of the work, drafts of the FAQ, blocked senders, the last doing (for #undo), signatures
-- seen, digests. Indexes over columns that most tickets leave empty leave those tickets out: a new ticket
-- pays for none of them.

ALTER TABLE ticket ADD COLUMN type TEXT NOT NULL DEFAULT '';            -- name in the config
ALTER TABLE ticket ADD COLUMN due_at INTEGER NOT NULL DEFAULT 0;        -- to be done by then
ALTER TABLE ticket ADD COLUMN due_told INTEGER NOT NULL DEFAULT 0;      -- the due_at that was reminded of
ALTER TABLE ticket ADD COLUMN wake_at INTEGER NOT NULL DEFAULT 0;       -- postponed until then
ALTER TABLE ticket ADD COLUMN merged_into INTEGER REFERENCES ticket (number);  -- NULL = none
CREATE INDEX ticket_to_wake ON ticket (wake_at) WHERE wake_at > 0;
CREATE INDEX ticket_due ON ticket (number) WHERE due_at > 0 AND kind < 4;
CREATE INDEX ticket_merged ON ticket (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX ticket_by_type ON ticket (type, number) WHERE type <> '';
CREATE INDEX contact_by_company ON contact (company) WHERE company <> '';
CREATE INDEX tag_by_name ON tag (name, ticket);

-- Managers and groups that hear what happens to a ticket. They are asked for by ticket alone: a
-- digest reads the new events, not all that was ever watched.
CREATE TABLE watcher (
    ticket   INTEGER NOT NULL REFERENCES ticket (number),
    position INTEGER NOT NULL,         -- from 0
    who      TEXT NOT NULL,            -- login or group
    PRIMARY KEY (ticket, position)
) STRICT, WITHOUT ROWID;

-- Values of the desk's own fields.
CREATE TABLE field (
    ticket INTEGER NOT NULL REFERENCES ticket (number),
    name   TEXT NOT NULL,              -- in the config
    value  TEXT NOT NULL,
    PRIMARY KEY (ticket, name)
) STRICT, WITHOUT ROWID;

-- Two tickets that have to do with each other; each pair stands twice, once from each side.
CREATE TABLE link (
    ticket INTEGER NOT NULL REFERENCES ticket (number),
    other  INTEGER NOT NULL REFERENCES ticket (number),
    kind   INTEGER NOT NULL,           -- LinkKind, seen from `ticket`
    at     INTEGER NOT NULL,
    PRIMARY KEY (ticket, other)
) STRICT, WITHOUT ROWID;

-- Work that somebody wrote down.
CREATE TABLE spent (
    id      INTEGER PRIMARY KEY,
    ticket  INTEGER NOT NULL REFERENCES ticket (number),
    who     TEXT NOT NULL,             -- login
    seconds INTEGER NOT NULL,
    note    TEXT NOT NULL DEFAULT '',
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX spent_by_ticket ON spent (ticket, id);

-- Lines of the price list that a ticket costs.
CREATE TABLE billed (
    id          INTEGER PRIMARY KEY,
    ticket      INTEGER NOT NULL REFERENCES ticket (number),
    who         TEXT NOT NULL,         -- login
    code        TEXT NOT NULL,         -- in the config
    thousandths INTEGER NOT NULL,      -- of a unit
    price       INTEGER NOT NULL,      -- of one unit, hundredths of the currency, as it was then
    at          INTEGER NOT NULL
) STRICT;
CREATE INDEX billed_by_ticket ON billed (ticket, id);

-- Questions and answers, made out of tickets.
CREATE TABLE faq (
    id        INTEGER PRIMARY KEY,
    ticket    INTEGER REFERENCES ticket (number),
    who       TEXT NOT NULL,           -- login
    language  TEXT NOT NULL DEFAULT '',
    question  TEXT NOT NULL,
    answer    TEXT NOT NULL,
    published INTEGER NOT NULL DEFAULT 0 CHECK (published IN (0, 1)),
    at        INTEGER NOT NULL
) STRICT;

-- Senders of spam, as managers said.
CREATE TABLE blocked (
    address_key TEXT PRIMARY KEY,      -- address_fold()
    address     TEXT NOT NULL,
    who         TEXT NOT NULL,         -- login
    ticket      INTEGER REFERENCES ticket (number),
    at          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX blocked_by_time ON blocked (at);

-- The last doing on a ticket and the changes that take it back, in their order; position 0 alone
-- has kind -1 and tells who and when.
CREATE TABLE undo (
    ticket   INTEGER NOT NULL REFERENCES ticket (number),
    position INTEGER NOT NULL,
    kind     INTEGER NOT NULL,         -- ChangeKind, -1 in the first row
    value    TEXT NOT NULL,            -- of the change; in the first row the login
    at       INTEGER NOT NULL,
    message  INTEGER REFERENCES message (id),
    PRIMARY KEY (ticket, position)
) STRICT, WITHOUT ROWID;

-- Signatures that proved a sender: each counts once.
CREATE TABLE signature (
    sha256 BLOB PRIMARY KEY,
    at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Codes of managers' letters that were shown to others: they prove nobody any more.
CREATE TABLE exposed (
    code_key INTEGER PRIMARY KEY,      -- of the token's code
    at       INTEGER NOT NULL
) STRICT;

-- Up to which event a manager's digest has told.
CREATE TABLE digest (
    login TEXT PRIMARY KEY,
    event INTEGER NOT NULL,            -- event.id
    at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When a letter was tried first: how late it is counts from there.
CREATE INDEX outgoing_attempt_of ON outgoing_attempt (outgoing, at);

-- Letters that have not left, by ticket.
CREATE INDEX outgoing_waiting ON outgoing (ticket) WHERE state <> 3 AND state <> 5;
