-- Until when the link to the application can be opened; nothing for the console itself.
ALTER TABLE impersonations ADD COLUMN accept_until BIGINT;
