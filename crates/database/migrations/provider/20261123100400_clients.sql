-- rotation changes with every sign-in: a client token with another one is stale.
CREATE TABLE clients (
    id                              TEXT PRIMARY KEY,
    rotation                        TEXT NOT NULL,
    sign_in_id                      TEXT,
    last_active_session_id          TEXT,
    last_authentication_strategy    TEXT,
    ended_at                        BIGINT,
    created_at                      BIGINT NOT NULL,
    updated_at                      BIGINT NOT NULL
);
