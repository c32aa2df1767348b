-- The outbox: what is still to be sent, a row a destination. It is written with the change that it tells of, and gone
-- when it was delivered or nobody tries any more.
CREATE TABLE webhook_messages (
    position  BIGINT PRIMARY KEY,
    id        TEXT NOT NULL,
    url       TEXT NOT NULL,
    kind      TEXT NOT NULL,
    body      TEXT NOT NULL,
    attempts  BIGINT NOT NULL,
    due_at    BIGINT NOT NULL
);
