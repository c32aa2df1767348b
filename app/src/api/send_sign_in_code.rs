use leptos::prelude::*;

use super::{AppError, Next};

/// Sends a code, once more or by another way, for the sign-in that is under way.
///
/// Refused: 401 without one, 409 for another one, 422 after too many steps, or in Clerk's words.
#[server(prefix = "/api", endpoint = "send_sign_in_code")]
pub async fn send_sign_in_code(
    session: String,
    #[server(default)] attempt: String,
    #[server(default)] way: String,
    #[server(default)] next: String,
) -> Result<Next, AppError> {
    use crate::backend::{Flash, Visit};
    use crate::routes::Route;

    let visit = Visit::signing_in(&session, &attempt)?;
    let sent = visit.backend.browser.send_code(&visit.caller, &way).await;
    let page = Route::SignInFactor {
        next: (!next.is_empty()).then_some(next),
        with: Some(way),
    };
    match sent {
        Ok(()) => Ok(visit.go(&page, None)),
        Err(error) => {
            let flash = Flash::of("sign_in_factor", &error);
            visit.refuse(&page, flash, error).await
        }
    }
}
