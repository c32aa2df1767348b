-- What the application was called when it was asked for.
ALTER TABLE impersonations ADD COLUMN destination_name TEXT;
