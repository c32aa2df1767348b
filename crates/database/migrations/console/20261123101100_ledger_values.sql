-- The personal values of ledger rows, beside the chain so that they can be erased.
CREATE TABLE ledger_values (
    seq BIGINT NOT NULL,
    field TEXT NOT NULL,
    salt TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (seq, field)
);
