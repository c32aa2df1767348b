//! The sign-in that a browser session is in.

use ambient::Millis;
use app::backend::SignInAttempt;

use super::record::SIGN_IN;
use super::{Store, StoreError, statements};

impl Store {
    /// A new browser session of somebody who is signing in, with so many steps left to them. It is swept with
    /// those of nobody, when the sign-in has run out.
    pub async fn begin_sign_in(
        &self,
        id: &str,
        hash: &str,
        attempt: &SignInAttempt,
        steps: i64,
        now: Millis,
    ) -> Result<(), StoreError> {
        let attempt = self.seal.seal_part(id, SIGN_IN, attempt)?;
        sqlx::query(statements::BEGIN_SIGN_IN)
            .bind(id)
            .bind(hash)
            .bind(attempt)
            .bind(steps)
            .bind(now)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Keeps how far a sign-in got, unless it was given up meanwhile.
    pub async fn set_sign_in(&self, id: &str, attempt: &SignInAttempt) -> Result<(), StoreError> {
        let attempt = self.seal.seal_part(id, SIGN_IN, attempt)?;
        sqlx::query(statements::SET_SIGN_IN)
            .bind(attempt)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Takes one of the steps that a sign-in has left, if there is one: also of two at one moment each its own.
    pub async fn take_step(&self, id: &str) -> Result<bool, StoreError> {
        let done = sqlx::query(statements::TAKE_STEP)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Forgets a sign-in, and with it the token that could go on with it.
    pub async fn leave_sign_in(&self, id: &str) -> Result<(), StoreError> {
        sqlx::query(statements::LEAVE_SIGN_IN)
            .bind(id)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}
