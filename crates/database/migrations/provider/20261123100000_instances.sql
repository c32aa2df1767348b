-- The one Clerk instance that this provider is. Binary keys are base64url.
CREATE TABLE instances (
    id              TEXT PRIMARY KEY,
    only_row        BIGINT NOT NULL UNIQUE CHECK (only_row = 1),
    secret_key      TEXT NOT NULL,
    signing_key     TEXT NOT NULL,
    mac_key         TEXT NOT NULL,
    created_at      BIGINT NOT NULL
);
