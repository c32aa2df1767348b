CREATE INDEX users_by_age ON users (created_at, id);
