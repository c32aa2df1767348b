-- What retention removed: rows first_seq to last_seq, between the hashes that the rows around them are chained to.
CREATE TABLE ledger_tombstones (
    first_seq BIGINT PRIMARY KEY NOT NULL,
    last_seq BIGINT NOT NULL,
    -- The hash that the first of them followed.
    previous TEXT NOT NULL,
    -- The hash of the last of them.
    hash TEXT NOT NULL,
    -- By whose rule, in words.
    rule TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- The row that records the removal.
    recorded BIGINT NOT NULL,
    signature TEXT NOT NULL
);
