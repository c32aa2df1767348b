-- Since when nobody is in this browser any more although its session at the provider is still to be ended.
ALTER TABLE browser_sessions ADD COLUMN left_at BIGINT;
