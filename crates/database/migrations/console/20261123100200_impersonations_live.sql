-- One live impersonation a browser session at most.
CREATE UNIQUE INDEX impersonations_live ON impersonations (browser_session)
WHERE state IN ('attempted', 'ticket_minted', 'running');
