CREATE INDEX impersonations_actor ON impersonations (actor_id, attempted_at);
