-- 0003: letters that are neither sent (3) nor cancelled (5), without a list of states: SQLite makes a
-- table of a longer list each time it writes a row, which was a quarter of the cost of a letter.
DROP INDEX outgoing_open;
CREATE INDEX outgoing_open ON outgoing (id) WHERE state <> 3 AND state <> 5;
