use ambient::Millis;
use sqlx::SqliteExecutor;

/// The one row of `instances`. Holds secrets, so it has no `Debug`.
#[derive(sqlx::FromRow)]
pub(crate) struct InstanceRow {
    pub(crate) id: String,
    pub(crate) secret_key: String,
    /// PKCS#8 in base64url; empty until it is made.
    pub(crate) signing_key: String,
    /// 32 bytes in base64url.
    pub(crate) mac_key: String,
    /// A JSON array, if anybody set it.
    pub(crate) allowed_origins: Option<String>,
    pub(crate) created_at: Millis,
}

pub(crate) async fn load(db: impl SqliteExecutor<'_>) -> sqlx::Result<Option<InstanceRow>> {
    sqlx::query_as(
        "SELECT id, secret_key, signing_key, mac_key, allowed_origins, created_at FROM instances",
    )
    .fetch_optional(db)
    .await
}

pub(crate) async fn insert_if_none(
    db: impl SqliteExecutor<'_>,
    row: &InstanceRow,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO instances (id, only_row, secret_key, signing_key, mac_key, created_at) \
         VALUES ($1, 1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind(&row.id)
    .bind(&row.secret_key)
    .bind(&row.signing_key)
    .bind(&row.mac_key)
    .bind(row.created_at)
    .execute(db)
    .await?;
    Ok(())
}

pub(crate) async fn set_signing_key_if_none(
    db: impl SqliteExecutor<'_>,
    signing_key: &str,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE instances SET signing_key = $1 WHERE signing_key = ''")
        .bind(signing_key)
        .execute(db)
        .await
        .map(drop)
}

pub(crate) async fn set_allowed_origins(
    db: impl SqliteExecutor<'_>,
    origins: &str,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE instances SET allowed_origins = $1")
        .bind(origins)
        .execute(db)
        .await
        .map(drop)
}
