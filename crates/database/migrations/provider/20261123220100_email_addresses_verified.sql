-- An address that is neither verified nor reserved is nobody's way to sign in.
ALTER TABLE email_addresses ADD COLUMN verified BIGINT NOT NULL DEFAULT 1;
