CREATE INDEX browser_sessions_by_previous_cookie ON browser_sessions (previous_hash);
