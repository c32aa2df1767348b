-- The application that it is in; nothing for the console itself.
ALTER TABLE impersonations ADD COLUMN destination_id TEXT;
