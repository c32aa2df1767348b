-- For what is running, and for the sweeper.
CREATE INDEX impersonations_state ON impersonations (state, expires_at);
