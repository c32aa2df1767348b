-- Every trigram of a user's names and addresses, and the first one and two letters of each name ('^a', '^an').
-- The order of the primary key is the order of a page of results, so a page stops reading when it is full.
CREATE TABLE user_search_keys (
    search_key  TEXT NOT NULL,
    created_at  BIGINT NOT NULL,
    user_id     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (search_key, created_at, user_id)
);
