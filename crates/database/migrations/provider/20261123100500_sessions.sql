-- status is what somebody did to the session (active, ended, removed, revoked). That it expired or was abandoned
-- follows from expire_at and abandon_at and is never written.
CREATE TABLE sessions (
    id              TEXT PRIMARY KEY,
    client_id       TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    actor           TEXT,
    status          TEXT NOT NULL,
    first_factor_at BIGINT,
    last_active_at  BIGINT NOT NULL,
    expire_at       BIGINT NOT NULL,
    abandon_at      BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
