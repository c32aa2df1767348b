CREATE INDEX email_addresses_by_user ON email_addresses (user_id, created_at);
