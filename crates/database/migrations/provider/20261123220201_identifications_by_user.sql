CREATE INDEX identifications_by_user ON identifications (user_id, created_at);
