CREATE INDEX impersonations_attempted_at ON impersonations (attempted_at, id);
