-- How many more codes may be sent or tried in that sign-in.
ALTER TABLE browser_sessions ADD COLUMN sign_in_steps BIGINT NOT NULL DEFAULT 0;
