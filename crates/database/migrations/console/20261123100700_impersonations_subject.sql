CREATE INDEX impersonations_subject ON impersonations (subject_id, attempted_at);
