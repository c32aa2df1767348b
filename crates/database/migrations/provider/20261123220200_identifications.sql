-- Phone numbers ('phone_number', in E.164) and wallets ('web3_wallet', lowercased). They are shown and searched;
-- nobody signs in by them.
CREATE TABLE identifications (
    id          TEXT PRIMARY KEY,
    user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL,
    value       TEXT NOT NULL,
    reserved    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    UNIQUE (kind, value)
);
