-- locked_until is when the account's lock ends, failed_tries how often a password was wrong since it was last right.
ALTER TABLE users ADD COLUMN locked_until BIGINT;
ALTER TABLE users ADD COLUMN failed_tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN create_organizations_limit BIGINT;
ALTER TABLE users ADD COLUMN bypass_client_trust BIGINT NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN primary_phone_number_id TEXT;
ALTER TABLE users ADD COLUMN primary_web3_wallet_id TEXT;
ALTER TABLE users ADD COLUMN search_phone TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN search_wallet TEXT NOT NULL DEFAULT '';
