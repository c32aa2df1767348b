CREATE INDEX sessions_by_client ON sessions (client_id, created_at);
