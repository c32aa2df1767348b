-- user_id refers to nothing: a ticket outlives its subject, and its answer then says so.
CREATE TABLE actor_tokens (
    id                      TEXT PRIMARY KEY,
    user_id                 TEXT NOT NULL,
    actor                   TEXT NOT NULL,
    status                  TEXT NOT NULL,
    session_max_duration    BIGINT NOT NULL,
    expire_at               BIGINT NOT NULL,
    created_at              BIGINT NOT NULL,
    updated_at              BIGINT NOT NULL
);
