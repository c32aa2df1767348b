CREATE INDEX webhook_messages_due ON webhook_messages (url, due_at, position);
