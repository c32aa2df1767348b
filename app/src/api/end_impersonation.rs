use leptos::prelude::*;

use super::{AppError, Next};

/// Ends the impersonation that this browser has open and goes back to the user it began from; or, where `id` names
/// one, any that the person at the keyboard has begun, and goes to its page. Never gated.
#[server(prefix = "/api", endpoint = "end_impersonation")]
pub async fn end_impersonation(
    session: String,
    #[server(default)] id: String,
) -> Result<Next, AppError> {
    use crate::backend::Visit;
    use crate::routes::Route;
    use impersonation::EndCause;

    let visit = Visit::signed_in(&session)?;
    let (browser, caller) = (&visit.backend.browser, &visit.caller);
    if let Some(open) = caller.impersonated.as_ref()
        && (id.is_empty() || id == open.impersonation.id)
    {
        let back = Route::User(open.impersonation.subject.id.clone());
        let cookie = browser.end(caller, EndCause::Person).await?;
        return Ok(visit.go(&back, Some(cookie)));
    }
    if id.is_empty() {
        return Ok(visit.go(&Route::Dashboard, None));
    }
    browser.end_other(caller, &id).await?;
    Ok(visit.go(&Route::Impersonation(id), None))
}
