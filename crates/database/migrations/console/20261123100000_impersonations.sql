-- One row an attempt to act as somebody, whatever became of it. What happened is in the ledger;
-- this is where the program looks up what is so now.
CREATE TABLE impersonations (
    id TEXT PRIMARY KEY NOT NULL,
    browser_session TEXT NOT NULL,
    -- SHA-256 over the idempotency key and everything else that was sent.
    form TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    actor_email TEXT,
    subject_id TEXT NOT NULL,
    subject_name TEXT NOT NULL,
    subject_email TEXT,
    reason TEXT NOT NULL,
    case_reference TEXT,
    minutes BIGINT NOT NULL,
    rule TEXT,
    -- attempted, ticket_minted, running, ended, refused, failed
    state TEXT NOT NULL,
    -- Who or what ended it; set with the states ended and, where it was ended from outside, failed.
    cause TEXT,
    words TEXT,
    provider_status BIGINT,
    provider_code TEXT,
    actor_token_id TEXT,
    session_id TEXT,
    attempted_at BIGINT NOT NULL,
    started_at BIGINT,
    expires_at BIGINT,
    ended_at BIGINT,
    -- 1 while the provider has not yet confirmed that the session or ticket is revoked.
    revoke_pending BIGINT NOT NULL
);
