use leptos::prelude::*;

use super::{AppError, Next};

/// Gives up the sign-in that is under way, to begin another.
#[server(prefix = "/api", endpoint = "leave_sign_in")]
pub async fn leave_sign_in(
    session: String,
    #[server(default)] attempt: String,
    #[server(default)] next: String,
) -> Result<Next, AppError> {
    use crate::backend::Visit;
    use crate::routes::Route;

    let visit = Visit::signing_in(&session, &attempt)?;
    visit.backend.browser.leave_sign_in(&visit.caller).await?;
    let after = (!next.is_empty()).then_some(next);
    Ok(visit.go(&Route::SignIn(after), None))
}
