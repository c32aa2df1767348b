-- The last request that the actor made from inside, to within a quarter of a minute: what is not seen for ten
-- minutes is over.
ALTER TABLE impersonations ADD COLUMN last_seen_at BIGINT;
UPDATE impersonations SET last_seen_at = started_at;
