-- 0006: the outbox holds calls of other systems too. Each way out has an index of its own, so that
-- neither has to read past what waits for the other.

ALTER TABLE outgoing ADD COLUMN hook TEXT NOT NULL DEFAULT '';  -- name in the config; '' = a letter

DROP INDEX outgoing_due;
CREATE INDEX outgoing_due ON outgoing (next_at) WHERE state = 0 AND hook = '';
CREATE INDEX outgoing_due_hook ON outgoing (hook, next_at) WHERE state = 0 AND hook <> '';

CREATE TRIGGER outgoing_hook_is_frozen BEFORE UPDATE OF hook ON outgoing
BEGIN SELECT RAISE(ABORT, 'a queued letter is never changed'); END;
