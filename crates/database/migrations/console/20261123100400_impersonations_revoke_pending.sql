-- For the retries of the sweeper; nearly always empty.
CREATE INDEX impersonations_revoke_pending ON impersonations (id) WHERE revoke_pending = 1;
