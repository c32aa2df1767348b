-- user_id is null while nobody (or nobody who exists) has been named.
CREATE TABLE sign_ins (
    id                  TEXT PRIMARY KEY,
    client_id           TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id             TEXT REFERENCES users (id) ON DELETE CASCADE,
    identifier          TEXT,
    status              TEXT NOT NULL,
    verified_strategy   TEXT,
    created_session_id  TEXT,
    abandon_at          BIGINT NOT NULL,
    created_at          BIGINT NOT NULL,
    updated_at          BIGINT NOT NULL
);
