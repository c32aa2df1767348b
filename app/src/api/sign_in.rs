use leptos::prelude::*;

use super::{AppError, Next};

/// The one sentence for every way in which an address and a password can be wrong.
pub const WRONG_CREDENTIALS: &str = "Email address or password is incorrect.";

/// What `by` says to [`sign_in`] without a password.
pub const BY_EMAIL_CODE: &str = "email_code";

/// Signs in with an address and a password, and goes on to `next` or the dashboard, or to the further steps that
/// the account wants. By [`BY_EMAIL_CODE`] a code is sent to the address instead, and it goes on to where that is
/// typed; whether there is such an account is not told.
///
/// Refused: 422 with [`WRONG_CREDENTIALS`] or without an address, 429 after too many tries, or in Clerk's words.
#[server(prefix = "/api", endpoint = "sign_in")]
pub async fn sign_in(
    session: String,
    #[server(default)] email: String,
    #[server(default)] password: String,
    #[server(default)] by: String,
    #[server(default)] next: String,
) -> Result<Next, AppError> {
    use crate::backend::{Flash, SignInProgress, Visit};
    use crate::routes::{Route, safe_next};

    let visit = Visit::anyone(&session)?;
    let after = (!next.is_empty()).then(|| next.clone());
    let (browser, email_address) = (&visit.backend.browser, email.trim());
    let begun = if by == BY_EMAIL_CODE {
        browser.sign_in_by_code(&visit.caller, email_address).await
    } else {
        let caller = &visit.caller;
        browser.sign_in(caller, email_address, &password).await
    };
    match begun {
        Ok(SignInProgress::Done(cookie)) => Ok(visit.go(&safe_next(Some(&next)), Some(cookie))),
        Ok(SignInProgress::Further(cookie)) => Ok(visit.go(&Route::factor(after), cookie)),
        Err(error) => {
            let flash = Flash::of("sign_in", &error).keeping("email", &email);
            visit.refuse(&Route::SignIn(after), flash, error).await
        }
    }
}
