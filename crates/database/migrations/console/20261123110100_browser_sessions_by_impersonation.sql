-- Whether any browser holds an impersonation; one that none holds was broken off.
CREATE INDEX browser_sessions_by_impersonation ON browser_sessions (impersonation_id)
WHERE impersonation_id IS NOT NULL;
