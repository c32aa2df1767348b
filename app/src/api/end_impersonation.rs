use leptos::prelude::*;

use super::{AppError, Next};

/// Ends the impersonation that this browser has open and goes back to the user it began from. Never gated.
#[server(prefix = "/api", endpoint = "end_impersonation")]
pub async fn end_impersonation(session: String) -> Result<Next, AppError> {
    use crate::backend::Visit;
    use crate::routes::Route;

    let visit = Visit::signed_in(&session)?;
    let Some(open) = visit.caller.impersonated.as_ref() else {
        return Ok(visit.go(&Route::Dashboard, None));
    };
    let back = Route::User(open.impersonation.subject.id.clone());
    let cookie = visit
        .backend
        .browser
        .end(&visit.caller, impersonation::EndCause::Person)
        .await?;
    Ok(visit.go(&back, Some(cookie)))
}
