CREATE UNIQUE INDEX users_by_position ON users (position);
