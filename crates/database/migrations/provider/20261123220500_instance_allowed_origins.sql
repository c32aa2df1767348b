-- A JSON array of the origins that PATCH /instance set; null if it set none.
ALTER TABLE instances ADD COLUMN allowed_origins TEXT;
