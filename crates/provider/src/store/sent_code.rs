use ambient::Millis;

/// A code on its way to somebody, as the row has it that waits for it.
#[derive(Clone, Debug, Default, sqlx::FromRow)]
pub(crate) struct SentCode {
    /// Its MAC; none where none was sent, or the one that was has done its work.
    #[sqlx(rename = "code_digest")]
    pub(crate) digest: Option<String>,
    /// How often another was typed.
    #[sqlx(rename = "code_tries")]
    pub(crate) tries: i64,
    #[sqlx(rename = "code_expires_at")]
    pub(crate) expires_at: Option<Millis>,
}
