use ambient::Millis;
use clerk::types::SessionStatus;
use sqlx::{QueryBuilder, Sqlite, SqliteExecutor};

/// A row of `sessions`.
#[derive(Clone, sqlx::FromRow)]
pub(crate) struct SessionRow {
    pub(crate) id: String,
    pub(crate) client_id: String,
    pub(crate) user_id: String,
    /// Who acts as the user: the actor token's `actor`, a JSON object.
    pub(crate) actor: Option<String>,
    /// What somebody did to it; see [`SessionRow::status`] for what it is by now.
    pub(crate) status: String,
    pub(crate) first_factor_at: Option<Millis>,
    pub(crate) second_factor_at: Option<Millis>,
    pub(crate) last_active_at: Millis,
    /// Its end, whatever happens.
    pub(crate) expire_at: Millis,
    /// Its end if it is not used until then.
    pub(crate) abandon_at: Millis,
    pub(crate) created_at: Millis,
    pub(crate) updated_at: Millis,
}

impl SessionRow {
    /// What the session is at `now`: time ends sessions without a word in the store.
    pub(crate) fn status(&self, now: Millis) -> SessionStatus {
        let status = SessionStatus::from(self.status.as_str());
        if status != SessionStatus::Active || now < self.expire_at.min(self.abandon_at) {
            status
        } else if self.expire_at <= self.abandon_at {
            SessionStatus::Expired
        } else {
            SessionStatus::Abandoned
        }
    }

    pub(crate) fn is_live(&self, now: Millis) -> bool {
        self.status(now) == SessionStatus::Active
    }
}

/// Which sessions to list; nothing set means all.
pub(crate) struct SessionFilter {
    pub(crate) client_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) status: Option<SessionStatus>,
    pub(crate) now: Millis,
}

pub(crate) async fn find(
    db: impl SqliteExecutor<'_>,
    id: &str,
) -> sqlx::Result<Option<SessionRow>> {
    sqlx::query_as("SELECT * FROM sessions WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

/// A client's sessions that live at `now`, the oldest first.
pub(crate) async fn live_of_client(
    db: impl SqliteExecutor<'_>,
    client_id: &str,
    now: Millis,
) -> sqlx::Result<Vec<SessionRow>> {
    sqlx::query_as(
        "SELECT * FROM sessions WHERE client_id = $1 AND status = 'active' \
         AND expire_at > $2 AND abandon_at > $2 ORDER BY created_at, id",
    )
    .bind(client_id)
    .bind(now)
    .fetch_all(db)
    .await
}

/// Newest first.
pub(crate) async fn list(
    db: impl SqliteExecutor<'_>,
    filter: &SessionFilter,
    limit: i64,
    offset: i64,
) -> sqlx::Result<Vec<SessionRow>> {
    let mut query = QueryBuilder::<Sqlite>::new("SELECT *");
    push_filter(&mut query, filter);
    query
        .push(" ORDER BY created_at DESC, id DESC LIMIT ")
        .push_bind(limit);
    query.push(" OFFSET ").push_bind(offset);
    query.build_query_as().fetch_all(db).await
}

pub(crate) async fn count(
    db: impl SqliteExecutor<'_>,
    filter: &SessionFilter,
) -> sqlx::Result<i64> {
    let mut query = QueryBuilder::<Sqlite>::new("SELECT COUNT(*)");
    push_filter(&mut query, filter);
    query.build_query_scalar().fetch_one(db).await
}

fn push_filter(query: &mut QueryBuilder<Sqlite>, filter: &SessionFilter) {
    query.push(" FROM sessions WHERE 1 = 1");
    if let Some(client_id) = &filter.client_id {
        query.push(" AND client_id = ").push_bind(client_id.clone());
    }
    if let Some(user_id) = &filter.user_id {
        query.push(" AND user_id = ").push_bind(user_id.clone());
    }
    let Some(status) = &filter.status else { return };
    let (written, by_time) = match status {
        SessionStatus::Active => (
            &SessionStatus::Active,
            Some("expire_at > $now AND abandon_at > $now"),
        ),
        SessionStatus::Expired => (
            &SessionStatus::Active,
            Some("expire_at <= $now AND expire_at <= abandon_at"),
        ),
        SessionStatus::Abandoned => (
            &SessionStatus::Active,
            Some("abandon_at <= $now AND abandon_at < expire_at"),
        ),
        other => (other, None),
    };
    query.push(" AND status = ").push_bind(written.to_string());
    if let Some(by_time) = by_time {
        query
            .push(" AND ")
            .push(by_time.replace("$now", &filter.now.to_string()));
    }
}

pub(crate) async fn insert(db: impl SqliteExecutor<'_>, session: &SessionRow) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO sessions (id, client_id, user_id, actor, status, first_factor_at, \
         last_active_at, expire_at, abandon_at, created_at, updated_at, second_factor_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(&session.id)
    .bind(&session.client_id)
    .bind(&session.user_id)
    .bind(&session.actor)
    .bind(&session.status)
    .bind(session.first_factor_at)
    .bind(session.last_active_at)
    .bind(session.expire_at)
    .bind(session.abandon_at)
    .bind(session.created_at)
    .bind(session.updated_at)
    .bind(session.second_factor_at)
    .execute(db)
    .await
    .map(drop)
}

/// Notes that a session was used now. False if it was over already: its end is never moved then.
pub(crate) async fn keep_alive(
    db: impl SqliteExecutor<'_>,
    id: &str,
    now: Millis,
    abandon_at: Millis,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE sessions SET last_active_at = $2, abandon_at = $3, updated_at = $2 \
         WHERE id = $1 AND status = 'active' AND expire_at > $2 AND abandon_at > $2",
    )
    .bind(id)
    .bind(now)
    .bind(abandon_at)
    .execute(db)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends a session that lives; gives it as it is then, or nothing if it was over already.
pub(crate) async fn finish(
    db: impl SqliteExecutor<'_>,
    id: &str,
    status: &SessionStatus,
    now: Millis,
) -> sqlx::Result<Option<SessionRow>> {
    let mut ended: Vec<SessionRow> = sqlx::query_as(
        "UPDATE sessions SET status = $2, updated_at = $3 \
         WHERE id = $1 AND status = 'active' AND expire_at > $3 AND abandon_at > $3 RETURNING *",
    )
    .bind(id)
    .bind(status.to_string())
    .bind(now)
    .fetch_all(db)
    .await?;
    Ok(ended.pop())
}

/// Ends all live sessions of a client; gives them as they are then.
pub(crate) async fn finish_of_client(
    db: impl SqliteExecutor<'_>,
    client_id: &str,
    status: &SessionStatus,
    now: Millis,
) -> sqlx::Result<Vec<SessionRow>> {
    sqlx::query_as(
        "UPDATE sessions SET status = $2, updated_at = $3 \
         WHERE client_id = $1 AND status = 'active' AND expire_at > $3 AND abandon_at > $3 RETURNING *",
    )
    .bind(client_id)
    .bind(status.to_string())
    .bind(now)
    .fetch_all(db)
    .await
}

/// Revokes all live sessions of a user but `kept`; gives them as they are then.
pub(crate) async fn revoke_of_user(
    db: impl SqliteExecutor<'_>,
    user_id: &str,
    kept: Option<&str>,
    now: Millis,
) -> sqlx::Result<Vec<SessionRow>> {
    sqlx::query_as(
        "UPDATE sessions SET status = 'revoked', updated_at = $3 \
         WHERE user_id = $1 AND id <> $2 AND status = 'active' AND expire_at > $3 AND abandon_at > $3 RETURNING *",
    )
    .bind(user_id)
    .bind(kept.unwrap_or_default())
    .bind(now)
    .fetch_all(db)
    .await
}

/// Notes when the factors were proven last.
pub(crate) async fn set_factors(
    db: impl SqliteExecutor<'_>,
    session: &SessionRow,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE sessions SET first_factor_at = $2, second_factor_at = $3, updated_at = $4 WHERE id = $1",
    )
    .bind(&session.id)
    .bind(session.first_factor_at)
    .bind(session.second_factor_at)
    .bind(session.updated_at)
    .execute(db)
    .await
    .map(drop)
}
