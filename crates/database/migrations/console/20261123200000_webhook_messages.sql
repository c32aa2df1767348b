-- Webhooks that were taken, so that each acts once. Kept for as long as its signature would be believed.
CREATE TABLE webhook_messages (
    id TEXT NOT NULL PRIMARY KEY,        -- svix-id
    taken_at BIGINT NOT NULL
);
