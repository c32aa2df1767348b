use ambient::Millis;
use clerk::types::ActorTokenStatus;
use sqlx::SqliteExecutor;

use super::tickets;

const TABLE: &str = "actor_tokens";

/// A row of `actor_tokens`. The ticket itself is not kept: it only names the row.
#[derive(Clone, sqlx::FromRow)]
pub(crate) struct ActorTokenRow {
    pub(crate) id: String,
    /// The subject.
    pub(crate) user_id: String,
    /// A JSON object.
    pub(crate) actor: String,
    pub(crate) status: String,
    pub(crate) session_max_duration: Millis,
    pub(crate) expire_at: Millis,
    pub(crate) created_at: Millis,
    pub(crate) updated_at: Millis,
}

impl ActorTokenRow {
    pub(crate) fn status(&self) -> ActorTokenStatus {
        ActorTokenStatus::from(self.status.as_str())
    }
}

pub(crate) async fn find(
    db: impl SqliteExecutor<'_>,
    id: &str,
) -> sqlx::Result<Option<ActorTokenRow>> {
    tickets::find(db, TABLE, id).await
}

pub(crate) async fn insert(db: impl SqliteExecutor<'_>, token: &ActorTokenRow) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO actor_tokens (id, user_id, actor, status, session_max_duration, expire_at, \
         created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&token.id)
    .bind(&token.user_id)
    .bind(&token.actor)
    .bind(&token.status)
    .bind(token.session_max_duration)
    .bind(token.expire_at)
    .bind(token.created_at)
    .bind(token.updated_at)
    .execute(db)
    .await
    .map(drop)
}

/// Uses up or takes back a pending token. False if it was not pending: of two who try, one wins.
pub(crate) async fn settle(
    db: impl SqliteExecutor<'_>,
    id: &str,
    status: &ActorTokenStatus,
    now: Millis,
) -> sqlx::Result<bool> {
    tickets::settle(db, TABLE, id, &status.to_string(), now).await
}
