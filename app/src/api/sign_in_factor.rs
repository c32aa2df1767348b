use leptos::prelude::*;

use super::{AppError, Next};

/// Proves a factor of the sign-in that is under way with a code, and goes on to `next` or the dashboard, or to the
/// step after this one.
///
/// Refused: 401 without a sign-in, 409 for another one, 422 for a wrong code in Clerk's words, 429 after too many.
#[server(prefix = "/api", endpoint = "sign_in_factor")]
pub async fn sign_in_factor(
    session: String,
    #[server(default)] attempt: String,
    #[server(default)] way: String,
    #[server(default)] code: String,
    #[server(default)] next: String,
) -> Result<Next, AppError> {
    use crate::backend::{Flash, SignInProgress, Visit};
    use crate::routes::{Route, safe_next};

    let visit = Visit::signing_in(&session, &attempt)?;
    let after = (!next.is_empty()).then(|| next.clone());
    let browser = &visit.backend.browser;
    match browser.prove(&visit.caller, &way, &code).await {
        Ok(SignInProgress::Done(cookie)) => Ok(visit.go(&safe_next(Some(&next)), Some(cookie))),
        Ok(SignInProgress::Further(cookie)) => Ok(visit.go(&Route::factor(after), cookie)),
        Err(error) => {
            let page = Route::SignInFactor {
                next: after,
                with: Some(way),
            };
            let flash = Flash::of("sign_in_factor", &error);
            visit.refuse(&page, flash, error).await
        }
    }
}
