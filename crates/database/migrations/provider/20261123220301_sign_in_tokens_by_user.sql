CREATE INDEX sign_in_tokens_by_user ON sign_in_tokens (user_id);
