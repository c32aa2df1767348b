//! Phone numbers and wallets: what a user has beside e-mail addresses.

use ambient::Millis;
use sqlx::{QueryBuilder, Sqlite, SqliteExecutor};

use super::of_users;

/// The kind of phone numbers.
pub(crate) const PHONE_NUMBER: &str = "phone_number";

/// The kind of wallets.
pub(crate) const WEB3_WALLET: &str = "web3_wallet";

/// A row of `identifications`.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct IdentificationRow {
    pub(crate) id: String,
    pub(crate) user_id: String,
    /// [`PHONE_NUMBER`] or [`WEB3_WALLET`].
    pub(crate) kind: String,
    /// The number or the address of the wallet.
    pub(crate) value: String,
    /// Whether it is kept for the user without being verified.
    pub(crate) reserved: bool,
    pub(crate) created_at: Millis,
    pub(crate) updated_at: Millis,
}

/// Writes new ones in one statement: a few.
pub(crate) async fn insert(
    db: impl SqliteExecutor<'_>,
    rows: &[IdentificationRow],
) -> sqlx::Result<()> {
    let mut query = QueryBuilder::<Sqlite>::new(
        "INSERT INTO identifications (id, user_id, kind, value, reserved, created_at, updated_at) ",
    );
    query.push_values(rows, |mut row, one| {
        row.push_bind(&one.id)
            .push_bind(&one.user_id)
            .push_bind(&one.kind)
            .push_bind(&one.value)
            .push_bind(i64::from(one.reserved))
            .push_bind(one.created_at)
            .push_bind(one.updated_at);
    });
    query.build().execute(db).await.map(drop)
}

/// Those of all those users, each user's in the order in which they were added.
pub(crate) async fn of_users<'a>(
    db: impl SqliteExecutor<'_>,
    user_ids: impl Iterator<Item = &'a str>,
) -> sqlx::Result<Vec<IdentificationRow>> {
    of_users::of_users(db, "identifications", user_ids).await
}
