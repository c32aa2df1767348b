-- The one signature: over the label of this instance and the last row. It is replaced with every row, for an
-- older signature kept anywhere would let the rows after it be cut off unnoticed.
CREATE TABLE ledger_head (
    id BIGINT PRIMARY KEY NOT NULL CHECK (id = 1),
    label TEXT NOT NULL,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL,
    signature TEXT NOT NULL
);
