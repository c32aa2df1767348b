use ambient::Millis;
use clerk::types::SignInTokenStatus;
use sqlx::SqliteExecutor;

use super::tickets;

const TABLE: &str = "sign_in_tokens";

/// A row of `sign_in_tokens`. The ticket itself is not kept: it only names the row.
#[derive(Clone, sqlx::FromRow)]
pub(crate) struct SignInTokenRow {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) status: String,
    pub(crate) expire_at: Millis,
    pub(crate) created_at: Millis,
    pub(crate) updated_at: Millis,
}

impl SignInTokenRow {
    pub(crate) fn status(&self) -> SignInTokenStatus {
        SignInTokenStatus::from(self.status.as_str())
    }
}

pub(crate) async fn find(
    db: impl SqliteExecutor<'_>,
    id: &str,
) -> sqlx::Result<Option<SignInTokenRow>> {
    tickets::find(db, TABLE, id).await
}

pub(crate) async fn insert(
    db: impl SqliteExecutor<'_>,
    token: &SignInTokenRow,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO sign_in_tokens (id, user_id, status, expire_at, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&token.id)
    .bind(&token.user_id)
    .bind(&token.status)
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
    status: &SignInTokenStatus,
    now: Millis,
) -> sqlx::Result<bool> {
    tickets::settle(db, TABLE, id, &status.to_string(), now).await
}
