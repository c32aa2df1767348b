-- email_address is lowercased: one address belongs to one user however it is typed.
CREATE TABLE email_addresses (
    id              TEXT PRIMARY KEY,
    user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    email_address   TEXT NOT NULL UNIQUE,
    strategy        TEXT NOT NULL,
    reserved        BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL
);
