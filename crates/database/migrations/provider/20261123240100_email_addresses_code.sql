-- The code that was sent to an address that its user has added.
ALTER TABLE email_addresses ADD COLUMN code_digest TEXT;
ALTER TABLE email_addresses ADD COLUMN code_tries BIGINT NOT NULL DEFAULT 0;
ALTER TABLE email_addresses ADD COLUMN code_expires_at BIGINT;
