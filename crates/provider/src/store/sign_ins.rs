use ambient::Millis;
use sqlx::SqliteExecutor;

use super::sent_code::SentCode;

/// A row of `sign_ins`: one attempt to sign in on one client.
#[derive(Clone, sqlx::FromRow)]
pub(crate) struct SignInRow {
    pub(crate) id: String,
    pub(crate) client_id: String,
    /// Whom the identifier names, if anybody.
    pub(crate) user_id: Option<String>,
    /// What was typed.
    pub(crate) identifier: Option<String>,
    pub(crate) status: String,
    /// The strategy by which the first factor was verified.
    pub(crate) verified_strategy: Option<String>,
    pub(crate) created_session_id: Option<String>,
    /// What it offers, JSON.
    pub(crate) first_factors: Option<String>,
    pub(crate) second_factors: Option<String>,
    pub(crate) first_verified_at: Option<Millis>,
    /// The strategy by which the second factor was verified.
    pub(crate) second_strategy: Option<String>,
    /// How often the second factor was wrong.
    pub(crate) second_tries: i64,
    /// For which factor a code was sent: `first` or `second`.
    pub(crate) code_step: Option<String>,
    #[sqlx(flatten)]
    pub(crate) code: SentCode,
    pub(crate) abandon_at: Millis,
    pub(crate) created_at: Millis,
    pub(crate) updated_at: Millis,
}

pub(crate) async fn find(db: impl SqliteExecutor<'_>, id: &str) -> sqlx::Result<Option<SignInRow>> {
    sqlx::query_as("SELECT * FROM sign_ins WHERE id = $1")
        .bind(id)
        .fetch_optional(db)
        .await
}

pub(crate) async fn insert(db: impl SqliteExecutor<'_>, sign_in: &SignInRow) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO sign_ins (id, client_id, user_id, identifier, status, verified_strategy, \
         created_session_id, abandon_at, created_at, updated_at, first_factors, code_step, code_digest, \
         code_expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(&sign_in.id)
    .bind(&sign_in.client_id)
    .bind(&sign_in.user_id)
    .bind(&sign_in.identifier)
    .bind(&sign_in.status)
    .bind(&sign_in.verified_strategy)
    .bind(&sign_in.created_session_id)
    .bind(sign_in.abandon_at)
    .bind(sign_in.created_at)
    .bind(sign_in.updated_at)
    .bind(&sign_in.first_factors)
    .bind(&sign_in.code_step)
    .bind(&sign_in.code.digest)
    .bind(sign_in.code.expires_at)
    .execute(db)
    .await
    .map(drop)
}

/// Writes what may change of a sign-in that was read in the same transaction.
pub(crate) async fn update(db: impl SqliteExecutor<'_>, sign_in: &SignInRow) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE sign_ins SET status = $2, verified_strategy = $3, created_session_id = $4, \
         updated_at = $5, second_factors = $6, first_verified_at = $7, second_strategy = $8, \
         second_tries = $9, code_step = $10, code_digest = $11, code_tries = $12, code_expires_at = $13 \
         WHERE id = $1",
    )
    .bind(&sign_in.id)
    .bind(&sign_in.status)
    .bind(&sign_in.verified_strategy)
    .bind(&sign_in.created_session_id)
    .bind(sign_in.updated_at)
    .bind(&sign_in.second_factors)
    .bind(sign_in.first_verified_at)
    .bind(&sign_in.second_strategy)
    .bind(sign_in.second_tries)
    .bind(&sign_in.code_step)
    .bind(&sign_in.code.digest)
    .bind(sign_in.code.tries)
    .bind(sign_in.code.expires_at)
    .execute(db)
    .await
    .map(drop)
}
