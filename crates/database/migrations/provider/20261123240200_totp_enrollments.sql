-- The secret (base32) of an authenticator app that has not shown a code yet: one for a user.
CREATE TABLE totp_enrollments (
    user_id    TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    id         TEXT NOT NULL,
    secret     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
