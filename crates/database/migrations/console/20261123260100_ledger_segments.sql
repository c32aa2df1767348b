-- The ledger in sealed segments: the hash of each segment's last row, signed when it was written. Not as the head
-- is signed, so that no seal can take the head's place and let the rows after it be cut off.
CREATE TABLE ledger_segments (
    last_seq BIGINT PRIMARY KEY NOT NULL,
    first_seq BIGINT NOT NULL,
    hash TEXT NOT NULL,
    signature TEXT NOT NULL
);
