-- What a sign-in offers (JSON), how far it got, and the code that was sent last.
ALTER TABLE sign_ins ADD COLUMN first_factors TEXT;
ALTER TABLE sign_ins ADD COLUMN second_factors TEXT;
ALTER TABLE sign_ins ADD COLUMN first_verified_at BIGINT;
ALTER TABLE sign_ins ADD COLUMN second_strategy TEXT;
ALTER TABLE sign_ins ADD COLUMN second_tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sign_ins ADD COLUMN code_step TEXT;
ALTER TABLE sign_ins ADD COLUMN code_digest TEXT;
ALTER TABLE sign_ins ADD COLUMN code_tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sign_ins ADD COLUMN code_expires_at BIGINT;
