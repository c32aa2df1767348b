CREATE UNIQUE INDEX browser_sessions_by_cookie ON browser_sessions (cookie_hash);
