-- How far somebody has proven again who they are: one for a session, and the code that was sent last.
CREATE TABLE reverifications (
    session_id      TEXT PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
    level           TEXT NOT NULL,
    status          TEXT NOT NULL,
    first_strategy  TEXT,
    second_strategy TEXT,
    second_tries    BIGINT NOT NULL,
    code_digest     TEXT,
    code_tries      BIGINT NOT NULL,
    code_expires_at BIGINT
);
