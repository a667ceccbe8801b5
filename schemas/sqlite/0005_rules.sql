-- 0005: rules, timers and promises: what the clock needs to know of a ticket, what was done already,
-- and since when a rule is known. Columns that most tickets leave at 0 are in partial indexes only.

ALTER TABLE ticket ADD COLUMN status_at INTEGER NOT NULL DEFAULT 0;    -- in this status since
ALTER TABLE ticket ADD COLUMN customer_at INTEGER NOT NULL DEFAULT 0;  -- last word of a customer
ALTER TABLE ticket ADD COLUMN manager_at INTEGER NOT NULL DEFAULT 0;   -- last word to the customer
ALTER TABLE ticket ADD COLUMN asked_at INTEGER NOT NULL DEFAULT 0;     -- a customer's first word since
ALTER TABLE ticket ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;        -- its requester's machine spoke last
ALTER TABLE ticket ADD COLUMN promise TEXT NOT NULL DEFAULT '';        -- name in the config
ALTER TABLE ticket ADD COLUMN reaction_at INTEGER NOT NULL DEFAULT 0;  -- deadline of the first answer
ALTER TABLE ticket ADD COLUMN solution_at INTEGER NOT NULL DEFAULT 0;  -- deadline of the solution
ALTER TABLE ticket ADD COLUMN paused_at INTEGER NOT NULL DEFAULT 0;    -- its clock stands since
ALTER TABLE ticket ADD COLUMN paused_work INTEGER NOT NULL DEFAULT 0;  -- working seconds it stood
ALTER TABLE ticket ADD COLUMN paused_wall INTEGER NOT NULL DEFAULT 0;  -- seconds it stood
ALTER TABLE ticket ADD COLUMN answer_work INTEGER NOT NULL DEFAULT -1; -- seconds to the first answer
ALTER TABLE ticket ADD COLUMN answer_wall INTEGER NOT NULL DEFAULT -1; -- (-1 = none yet)
ALTER TABLE ticket ADD COLUMN solve_work INTEGER NOT NULL DEFAULT -1;  -- seconds to the solution
ALTER TABLE ticket ADD COLUMN solve_wall INTEGER NOT NULL DEFAULT -1;
ALTER TABLE ticket ADD COLUMN timer_at INTEGER NOT NULL DEFAULT 0;     -- the clock looks at it then
UPDATE ticket SET status_at = updated_at;
UPDATE ticket SET paused_at = updated_at WHERE kind >= 2;
CREATE INDEX ticket_timer ON ticket (timer_at, number) WHERE timer_at > 0;
CREATE INDEX ticket_open_manager ON ticket (manager, status) WHERE kind < 4;

-- Which timers were done for a ticket.
CREATE TABLE firing (
    ticket INTEGER NOT NULL REFERENCES ticket (number),
    rule   TEXT NOT NULL,
    base   INTEGER NOT NULL,           -- the instant that it counted from
    count  INTEGER NOT NULL,           -- times since that instant
    passed INTEGER NOT NULL,           -- periods since, with those that were missed
    PRIMARY KEY (ticket, rule)
) STRICT, WITHOUT ROWID;

-- Since when a timer rule is known here: younger rules leave older tickets alone.
CREATE TABLE rule_since (
    rule TEXT PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the desk remembers of its clock: "tick" (last run), "config" (hash that the timers were
-- reckoned with), "recurring NAME" (last instant that was dealt with).
CREATE TABLE clock_mark (
    name TEXT PRIMARY KEY,
    at   INTEGER NOT NULL,
    text TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
