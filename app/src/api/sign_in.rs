use leptos::prelude::*;

use super::{AppError, Next};

/// The one sentence for every way in which an address and a password can be wrong.
pub const WRONG_CREDENTIALS: &str = "Email address or password is incorrect.";

/// Signs in with an address and a password, and goes on to `next` or the dashboard, or to the further steps that
/// the account wants.
///
/// Refused: 422 with [`WRONG_CREDENTIALS`], 429 after too many of those, or in Clerk's words.
#[server(prefix = "/api", endpoint = "sign_in")]
pub async fn sign_in(
    session: String,
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<Next, AppError> {
    use crate::backend::{Flash, SignInProgress, Visit};
    use crate::routes::{Route, safe_next};

    let visit = Visit::anyone(&session)?;
    let after = (!next.is_empty()).then(|| next.clone());
    match visit
        .backend
        .browser
        .sign_in(&visit.caller, email.trim(), &password)
        .await
    {
        Ok(SignInProgress::Done(cookie)) => Ok(visit.go(&safe_next(Some(&next)), Some(cookie))),
        Ok(SignInProgress::Further(cookie)) => Ok(visit.go(&Route::factor(after), cookie)),
        Err(error) => {
            let back = Route::SignIn(after);
            visit
                .refuse(
                    &back,
                    Flash::of("sign_in", &error).keeping("email", &email),
                    error,
                )
                .await
        }
    }
}
