-- The ledger: rows are only ever added. Every column but the last goes into the hash, and the hash of
-- each row goes into the next. Personal values are not here: `commitments` binds them, and they are
-- in ledger_values.
CREATE TABLE ledger (
    seq BIGINT PRIMARY KEY NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- What the record is about: an impersonation's id.
    about TEXT NOT NULL,
    -- JSON object, nothing personal.
    details TEXT NOT NULL,
    -- JSON object: name of a personal field to the hex SHA-256 of salt, name and value.
    commitments TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
