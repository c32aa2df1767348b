-- When the second factor was proven, if it was.
ALTER TABLE sessions ADD COLUMN second_factor_at BIGINT;
