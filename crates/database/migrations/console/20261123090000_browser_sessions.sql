-- One row for each browser. The browser holds a random id in its cookie; its SHA-256 finds the row.
CREATE TABLE browser_sessions (
    id TEXT NOT NULL PRIMARY KEY,        -- stable while the cookie's id is rotated; impersonations name it
    cookie_hash TEXT NOT NULL,           -- SHA-256 of the cookie's id, base64url
    previous_hash TEXT,                  -- the id before, accepted until previous_until
    previous_until BIGINT NOT NULL,
    own TEXT,                            -- sealed: client token, session token and profile of one's own session
    impersonated TEXT,                   -- sealed: the same of the impersonated session
    impersonation_id TEXT,
    inside BIGINT NOT NULL,              -- 1 while pages act under the impersonated session
    flash TEXT,                          -- what the next page says once
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
