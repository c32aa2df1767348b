//! What the index holds of users, and how many users have each trigram.

use std::collections::BTreeMap;

use sqlx::{QueryBuilder, Sqlite, SqliteConnection, SqliteExecutor};

use super::{MARK, trigrams};
use crate::store::users::UserRow;

/// What a user is found by, as one text.
pub(crate) fn text_of(user: &UserRow) -> String {
    let mut text = [
        &*user.search_name,
        &*user.search_username,
        &*user.search_email,
    ]
    .join("\n");
    for more in [&user.search_phone, &user.search_wallet] {
        if !more.is_empty() {
            text.push('\n');
            text.push_str(more);
        }
    }
    for word in user.search_name.split(' ').chain([&*user.search_username]) {
        text.extend([MARK, MARK]);
        text.extend(word.chars().take(2));
    }
    text
}

/// Counts the trigrams of `text` once each.
pub(crate) fn count_pieces(text: &str, counts: &mut BTreeMap<String, i64>) {
    let mut pieces: Vec<_> = trigrams(text).collect();
    pieces.sort_unstable();
    pieces.dedup();
    for piece in pieces {
        *counts.entry(piece).or_default() += 1;
    }
}

/// Makes a user who was just written, or taken out, findable.
pub(crate) async fn insert(db: &mut SqliteConnection, user: &UserRow) -> sqlx::Result<()> {
    let text = text_of(user);
    let mut counts = BTreeMap::new();
    count_pieces(&text, &mut counts);
    insert_many(&mut *db, &[(user.position, text)]).await?;
    add_counts(db, &counts).await
}

/// Makes many users findable, each by a text.
pub(crate) async fn insert_many(
    db: impl SqliteExecutor<'_>,
    texts: &[(i64, String)],
) -> sqlx::Result<()> {
    let mut query = QueryBuilder::<Sqlite>::new("INSERT INTO user_search (rowid, text) ");
    query.push_values(texts, |mut row, (position, text)| {
        row.push_bind(*position).push_bind(text);
    });
    query.build().execute(db).await.map(drop)
}

/// Notes how many more users have each trigram.
pub(crate) async fn add_counts(
    db: &mut SqliteConnection,
    counts: &BTreeMap<String, i64>,
) -> sqlx::Result<()> {
    const AT_ONCE: usize = 1_000;
    let counts: Vec<_> = counts.iter().collect();
    for counts in counts.chunks(AT_ONCE) {
        let mut query =
            QueryBuilder::<Sqlite>::new("INSERT INTO user_search_pieces (piece, users) ");
        query.push_values(counts, |mut row, (piece, users)| {
            row.push_bind(*piece).push_bind(**users);
        });
        query.push(
            " ON CONFLICT (piece) DO UPDATE SET users = user_search_pieces.users + excluded.users",
        );
        query.build().persistent(false).execute(&mut *db).await?;
    }
    Ok(())
}

pub(crate) async fn remove(db: impl SqliteExecutor<'_>, position: i64) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM user_search WHERE rowid = $1")
        .bind(position)
        .execute(db)
        .await
        .map(drop)
}
