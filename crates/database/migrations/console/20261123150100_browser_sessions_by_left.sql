CREATE INDEX browser_sessions_by_left ON browser_sessions (left_at) WHERE left_at IS NOT NULL;
