-- The place of a user among all: the moment of creation (milliseconds times 2^20) and the order within it. One
-- number is what a page is ordered by, where it begins, and what the search's index calls the user.
ALTER TABLE users ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
UPDATE users SET position = created_at * 1048576
    + (SELECT COUNT(*) FROM users AS other WHERE other.created_at = users.created_at AND other.id < users.id);
