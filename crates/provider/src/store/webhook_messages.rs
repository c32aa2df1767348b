use ambient::Millis;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection, SqliteExecutor};

/// A row of `webhook_messages`: what is still to be sent to one destination.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct MessageRow {
    /// The place among all: the order in which things happened.
    pub(crate) position: i64,
    /// `msg_…`, the same for every destination and however often it is sent.
    pub(crate) id: String,
    pub(crate) url: String,
    /// `user.updated` …
    pub(crate) kind: String,
    /// JSON, as it is signed and sent.
    pub(crate) body: String,
    /// How often it was sent so far.
    pub(crate) attempts: i64,
    /// When it is to be sent (again); 0 at first.
    pub(crate) due_at: Millis,
}

/// Appends messages in one statement, a few hundred at most. They get their places here.
pub(crate) async fn append(db: &mut SqliteConnection, messages: &[MessageRow]) -> sqlx::Result<()> {
    let last: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(position), 0) FROM webhook_messages")
        .fetch_one(&mut *db)
        .await?;
    let mut query = QueryBuilder::<Sqlite>::new(
        "INSERT INTO webhook_messages (position, id, url, kind, body, attempts, due_at) ",
    );
    query.push_values(
        (last + 1..).zip(messages),
        |mut row, (position, message)| {
            row.push_bind(position)
                .push_bind(&message.id)
                .push_bind(&message.url)
                .push_bind(&message.kind)
                .push_bind(&message.body)
                .push_bind(message.attempts)
                .push_bind(message.due_at);
        },
    );
    query
        .build()
        .persistent(messages.len() == 1)
        .execute(db)
        .await
        .map(drop)
}

/// The first message for a destination that is due at `now`: what was never tried goes before what failed.
pub(crate) async fn next_due(
    db: impl SqliteExecutor<'_>,
    url: &str,
    now: Millis,
) -> sqlx::Result<Option<MessageRow>> {
    sqlx::query_as(
        "SELECT * FROM webhook_messages WHERE url = $1 AND due_at <= $2 ORDER BY due_at, position LIMIT 1",
    )
    .bind(url)
    .bind(now)
    .fetch_optional(db)
    .await
}

/// Notes that it was tried once more, and when it is to be tried again.
pub(crate) async fn put_off(
    db: impl SqliteExecutor<'_>,
    message: &MessageRow,
    due_at: Millis,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE webhook_messages SET attempts = $2, due_at = $3 WHERE position = $1 AND id = $4",
    )
    .bind(message.position)
    .bind(message.attempts + 1)
    .bind(due_at)
    .bind(&message.id)
    .execute(db)
    .await
    .map(drop)
}

/// Takes a message out: it was delivered, or nobody tries any more.
pub(crate) async fn remove(db: impl SqliteExecutor<'_>, message: &MessageRow) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM webhook_messages WHERE position = $1 AND id = $2")
        .bind(message.position)
        .bind(&message.id)
        .execute(db)
        .await
        .map(drop)
}

/// Takes out what is for none of these destinations any more.
pub(crate) async fn keep_only(db: impl SqliteExecutor<'_>, urls: &[String]) -> sqlx::Result<()> {
    let mut query = QueryBuilder::<Sqlite>::new("DELETE FROM webhook_messages WHERE url NOT IN (");
    let mut list = query.separated(", ");
    for url in urls {
        list.push_bind(url);
    }
    query.push(")");
    query.build().persistent(false).execute(db).await.map(drop)
}
