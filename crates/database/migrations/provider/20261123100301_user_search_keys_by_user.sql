CREATE INDEX user_search_keys_by_user ON user_search_keys (user_id);
