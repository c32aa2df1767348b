CREATE INDEX webhook_messages_by_age ON webhook_messages (taken_at);
