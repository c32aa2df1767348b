use leptos::prelude::*;

use super::{AppError, Next};

/// Begins a sign-in with a code that is sent to an e-mail address, and goes on to where it is typed. Whether there is
/// such an account is not told.
///
/// Refused: 422 without an address, 429 after too many tries, or in Clerk's words.
#[server(prefix = "/api", endpoint = "email_sign_in_code")]
pub async fn email_sign_in_code(
    session: String,
    #[server(default)] email: String,
    #[server(default)] next: String,
) -> Result<Next, AppError> {
    use crate::backend::{Flash, SignInProgress, Visit};
    use crate::routes::{Route, safe_next};

    let visit = Visit::anyone(&session)?;
    let after = (!next.is_empty()).then(|| next.clone());
    let browser = &visit.backend.browser;
    match browser.sign_in_by_code(&visit.caller, email.trim()).await {
        Ok(SignInProgress::Done(cookie)) => Ok(visit.go(&safe_next(Some(&next)), Some(cookie))),
        Ok(SignInProgress::Further(cookie)) => Ok(visit.go(&Route::factor(after), cookie)),
        Err(error) => {
            let flash = Flash::of("sign_in", &error).keeping("email", &email);
            visit.refuse(&Route::SignIn(after), flash, error).await
        }
    }
}
