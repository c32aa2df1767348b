-- The order that nobody starts an impersonation. There is a row while it stands.
CREATE TABLE starts_stopped (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    ordered_by TEXT,                     -- a name; NULL where it was done on the machine itself
    reason TEXT NOT NULL,
    since BIGINT NOT NULL
);
